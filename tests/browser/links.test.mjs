// Links: what they lead to is shown, live and without script; browsers ask nobody but the house for it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { sees } from './support/addresses.mjs';
import { dress, eventually, follow, screenshots, VIEWPORTS } from './support/browser.mjs';
import { enter, messages, sameAsFresh, send, sendWithoutScript, twoPeople } from './support/chat.mjs';
import { vectors } from './support/hostile.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

const TEXT = 'The plates for sheet seven are washed, the blankets changed, and the folder is set for two up. What is left is the black, which dries until noon, and a proof that somebody has to sign before the night shift begins.';

const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');

// A site on this machine: its pages by path, and which of them were asked for by whom.
async function openSite(stage, pages) {
  const asked = [];
  const server = createServer((request, response) => {
    asked.push([request.url, request.headers['user-agent']]);
    const [kind, body] = pages[request.url] ?? ['text/plain', ''];
    response.writeHead(body ? 200 : 404, { 'content-type': kind }).end(body);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stage.after(() => server.close());
  return { url: `http://127.0.0.1:${server.address().port}`, asked };
}

const page = (title, description, picture = '') => ['text/html; charset=utf-8', `<!doctype html><meta property="og:title" content="${escaped(title)}">
  <meta property="og:site_name" content="Tidewater Press"><meta name="description" content="${escaped(description)}">
  ${picture && `<meta property="og:image" content="${picture}">`}`];

// A picture that the page draws.
const drawn = async (page) => Buffer.from(await page.evaluate(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 1200, height: 630 });
  const brush = canvas.getContext('2d');
  for (let n = 0; n < 12; n++) {
    brush.fillStyle = ['#2f6f5e', '#c9633f', '#e9e4d8'][n % 3];
    brush.fillRect(n * 100, 0, 100, 630);
  }
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}), 'base64');

const cards = (page) => page.$$eval(sees.card, (all) => all.map((one) => one.textContent.replace(/\s+/g, ' ').trim()));
const has = (page, count) => eventually(`${count} cards`, async () => (await cards(page)).length === count);

journey('a link shows what it leads to, on open pages and without script', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { near: true });
  const pages = {
    '/7': page('Sheet seven, and what is still to be done before it goes to the folder', TEXT, '/seven.png'),
    '/8': page('Phiếu tám', 'Đã khô.'),
    '/seven.png': ['image/png', await drawn(elin.page)],
  };
  const site = await openSite(stage, pages);
  const foreign = [];
  for (const { page } of [elin, tomasz]) {
    page.on('request', (request) => { if (request.url().startsWith(site.url)) foreign.push(request.url()); });
  }
  await send(elin.page, `Have a look: ${site.url}/7`);
  await send(tomasz.page, `And this one ${site.url}/8`);
  for (const { page } of [elin, tomasz]) await has(page, 2);
  assert.deepEqual(await cards(tomasz.page).then((all) => all[1]), 'Tidewater Press · 127.0.0.1 Phiếu tám Đã khô.');
  await tomasz.page.bringToFront();
  await eventually('the picture is loaded', () => tomasz.page.$eval(`${sees.card} img`, (one) => one.naturalWidth === 320));
  await sameAsFresh(tomasz.page);
  assert.deepEqual(await inspect(tomasz.page, 'links'), []);
  await send(elin.page, 'all: https://plans.example/0 and https://plans.example/1, https://plans.example/2, https://plans.example/3');
  const links = await tomasz.open(`${new URL(tomasz.page.url()).pathname}/links`);
  assert.deepEqual(await links.$$eval('.lines li', (all) => all.map((row) => row.querySelectorAll('[target]').length)), [4, 1, 1]);
  assert.equal(await links.$eval('.lines li:last-child a', (one) => one.textContent.startsWith('Sheet seven, and')), true);
  assert.deepEqual(await inspect(links, 'links-titled'), []);
  await links.close();
  assert.deepEqual(foreign, [], 'browsers ask only the house');
  assert.ok(site.asked.every(([, agent]) => agent.includes('Hallway')), JSON.stringify(site.asked));

  // Its author takes it off, for both; by keys alone it is a link like any other until then.
  assert.equal(await tomasz.page.$eval(sees.card, (one) => { one.focus(); return document.activeElement === one && one.rel; }), 'noopener noreferrer nofollow');
  const message = await elin.page.$eval(sees.card, (one) => one.closest('li').id.slice(1));
  const own = elin.page.url();
  await elin.page.goto(new URL(`/messages/${message}/actions`, own).href);
  assert.deepEqual(await inspect(elin.page, 'links-actions'), []);
  await elin.page.click(sees.cardRemoval);
  await has(tomasz.page, 1);
  await elin.page.goto(own);
  await has(elin.page, 1);
  await sameAsFresh(tomasz.page);
});

journey('the links of a chat are on a page, without script and on a phone', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  await sendWithoutScript(elin.page, 'The [plan of the week](https://plans.example/47?a=1&b=2) and https://plans.example/48, or me@plans.example');
  await sendWithoutScript(elin.page, 'nothing to see');
  await sendWithoutScript(elin.page, `long: https://plans.example/${'a'.repeat(900)}`);
  const { page } = tomasz;
  await page.reload();
  await page.click('.menu summary');
  await follow(page, '.menu a[href$="/files"]');
  await follow(page, '.seg a[href$="/links"]');
  const rows = await page.$$eval('.lines li', (all) => all.map((row) => [...row.querySelectorAll('p')].map((line) => line.textContent.replace(/\s+/g, ' ').trim())));
  assert.deepEqual(rows.map((row) => row.length), [2, 4]);
  assert.match(rows[0][0], /^https:\/\/plans\.example\/a+… plans\.example$/);
  assert.deepEqual(rows[1].slice(0, 3), ['plan of the week plans.example', 'https://plans.example/48 plans.example', 'me@plans.example me@plans.example']);
  assert.ok(rows[1][3].startsWith('Elin Lindqvist '), rows[1][3]);
  assert.equal(await page.$eval('.lines a', (one) => `${one.rel} ${one.target}`), 'noopener noreferrer nofollow _blank');
  await screenshots(page, 'links-page');
  page.assertClean();
  await dress(page, VIEWPORTS[1], 'light');
  const [inside, outside] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(inside <= outside, `${inside} of ${outside}`);
  await follow(page, '.lines li:last-child p:last-child a');
  assert.ok((await messages(page)).some((text) => text.startsWith('The plan of the week')), 'the jump leads to its message');
});

journey('what pages say of themselves runs nothing and breaks no line', async (stage) => {
  const house = await stage.openHouse({ near: true, database: 'postgres' });
  const founder = await house.setUp({ company: 'Tidewater Press', name: 'Elin Lindqvist', email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  const elin = await stage.person(house, founder);
  const chat = new URL(await enter(elin.page)).pathname;
  const some = vectors.filter((_, n) => n % 9 === 0).slice(0, 40);
  const pages = Object.fromEntries(some.map((text, n) => [`/${n}`, page(`${text} ${'W'.repeat(400)}`, text)]));
  const site = await openSite(stage, pages);
  for (const n of some.keys()) {
    const answer = await founder.client.post(`${chat}/messages`, [['text', `${site.url}/${n}`], ['key', `hostile-link-${n}-0123456789`]]);
    assert.ok([200, 303].includes(answer.status), `${answer.status}`);
  }
  await eventually('all have come', async () => {
    await elin.page.reload();
    return (await cards(elin.page)).length === some.length;
  });
  const found = await elin.page.evaluate((css) => [...document.querySelectorAll(`${css}, ${css} *`)].flatMap((one) => [
    ...['A', 'SPAN', 'SMALL', 'BDI', 'B', 'IMG'].includes(one.tagName) ? [] : [one.outerHTML],
    ...[...one.attributes].filter(({ name }) => /^(on|style|hx)/.test(name)).map(({ name }) => name),
  ]), sees.card);
  assert.deepEqual(found, []);
  assert.deepEqual(await inspect(elin.page, 'links-hostile'), []);
  const [inside, outside] = await elin.page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
  assert.ok(inside <= outside, `${inside} of ${outside}`);
});
