// What a chat's page with script costs a browser on a processor six times slower than this one, against the same page as a
// file without script; and how long a hundred messages take that come at once.
//
//   HALLWAY_BIN=target/release/hallway node benches/browser.mjs
//
// docs/BENCHMARKS.md says what came out. It ends with 1 if something was slower than wanted.
import { createServer } from 'node:http';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { openBrowser, person, settled } from '../tests/browser/support/browser.mjs';
import { openDemo } from '../tests/browser/support/house.mjs';

const SLOWER = 6;
const LOADS = 15;
const BURSTS = 7;
const BURST = 100;
const SHOWN = 50;
const MOST = { paint: 1.3, burst: 200 };

const spread = (all) => {
  const sorted = [...all].sort((a, b) => a - b);
  return { least: sorted[0], median: sorted[sorted.length >> 1], most: sorted.at(-1) };
};
const said = ({ least, median, most }) => [least, median, most].map((one) => one.toFixed(0)).join(' / ');

// The page as a file beside its style sheets and pictures, without what runs.
async function asFiles(address, client, url) {
  const { html } = await client.get(address);
  const page = html.replace(/<script\b[^>]*><\/script>/g, '').replace(/ data-live="[^"]*"/, '');
  const server = createServer(async (request, response) => {
    if (request.url === '/') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
    const asset = await fetch(url + request.url, { headers: { cookie: client.cookies().map(({ name, value }) => `${name}=${value}`).join('; ') } });
    response.setHeader('content-type', asset.headers.get('content-type') ?? 'text/plain');
    response.setHeader('cache-control', asset.headers.get('cache-control') ?? 'no-cache');
    response.end(Buffer.from(await asset.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, address: `http://127.0.0.1:${server.address().port}/` };
}

async function firstPaint(page, address) {
  await page.goto(address, { waitUntil: 'load' });
  return settled(page, 'it is painted', () => performance.getEntriesByName('first-contentful-paint')[0]?.startTime);
}

// While the page is kept from looking, all of them are posted; then it is let go.
async function burst(page, client, chat, turn) {
  await delay(1000);
  const before = await page.evaluate(() => document.querySelectorAll('[data-in=messages].m').length);
  const applied = page.evaluate((wanted) => {
    const until = performance.now() + 4000;
    while (performance.now() < until);
    return new Promise((done) => {
      const all = () => document.querySelectorAll('[data-in=messages].m').length >= wanted;
      const end = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - until)));
      if (all()) return end();
      const watch = new MutationObserver(() => {
        if (!all()) return;
        watch.disconnect();
        end();
      });
      watch.observe(document.body, { childList: true, subtree: true });
    });
  }, before + BURST);
  for (let n = 0; n < BURST; n++) {
    const answer = await client.post(`/chats/${chat}/messages`, [['text', `Sheet **${n}** of run ${turn} is dry`], ['key', `slow-${turn}-${n}-0123456789`]]);
    if (answer.status >= 400) throw new Error(`a post was answered with ${answer.status}`);
  }
  return applied;
}

// The same rows at once, in the page without script: what the browser itself takes.
async function rows(page, files, html) {
  await page.goto(files.address, { waitUntil: 'load' });
  await delay(1000);
  return page.evaluate((html) => new Promise((done) => {
    const from = performance.now();
    document.querySelector('[data-in=messages].m').parentNode.insertAdjacentHTML('beforeend', html);
    requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
  }), html);
}

const house = await openDemo();
const open = await openBrowser('whole');
const missed = [];
try {
  const [reader, writer] = await Promise.all(house.people.slice(0, 2).map((one) => house.signIn(one)));
  const { html } = await writer.client.get('/messages');
  let chat;
  for (const [, id] of html.matchAll(/href="\/chats\/(\d+)"/g)) {
    if (/>Everybody<\/h1>/.test((await writer.client.get(`/chats/${id}`)).html)) chat = id;
  }
  for (let n = 0; n < SHOWN; n++) {
    await writer.client.post(`/chats/${chat}/messages`, [['text', `Sheet ${n} is **dry**, the next is on the press.`], ['key', `shown-${n}-0123456789`]]);
  }
  const address = `/chats/${chat}`;
  const someone = await person(house, open, { client: reader.client });
  const { page } = someone;
  const files = await asFiles(address, reader.client, house.url);
  const session = await page.createCDPSession();
  await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
  const [live, still] = [[], []];
  for (let n = 0; n <= LOADS; n++) {
    const [one, other] = [await firstPaint(page, house.url + address), await firstPaint(page, files.address)];
    if (n === 0) continue;
    live.push(one);
    still.push(other);
  }
  const ratio = spread(live).median / spread(still).median;
  console.log(`first paint: ${said(spread(live))} ms, as a file without script ${said(spread(still))} ms: ${ratio.toFixed(2)} times`);
  if (ratio > MOST.paint) missed.push(`the first paint takes ${ratio.toFixed(2)} times as long`);
  const [bursts, alone] = [[], []];
  for (let turn = 0; turn < BURSTS; turn++) {
    await page.goto(house.url + address, { waitUntil: 'load' });
    bursts.push(await burst(page, writer.client, chat, turn));
    const html = await page.evaluate((burst) => [...document.querySelectorAll('[data-in=messages].m')].slice(-burst).map((row) => row.outerHTML).join(''), BURST);
    alone.push(await rows(page, files, html));
  }
  console.log(`${BURST} messages at once: ${said(spread(bursts))} ms; the same rows in the page without script: ${said(spread(alone))} ms`);
  if (spread(bursts).median > MOST.burst) missed.push(`${BURST} messages at once take ${spread(bursts).median.toFixed(0)} ms`);
  files.server.close();
} finally {
  await open.close();
  await house.remove();
}
console.log(missed.length ? missed.join('\n') : 'All within their bounds.');
process.exit(missed.length ? 1 : 0);
