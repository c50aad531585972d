// Search: two people find what they said, go to where it was said, and to a day; and the same by forms only.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, submit } from './support/browser.mjs';
import { send, sendWithoutScript, shows, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { say } from './support/marks.mjs';

const press = (page, css) => Promise.all([page.waitForNavigation(), page.click(css)]);
const hits = (page) => page.$$eval(sees.hit, (links) => links.map((link) => link.textContent));
const marked = (page) => page.$$eval(`${sees.hit} mark`, (marks) => marks.map((mark) => mark.textContent));
const today = () => new Date().toLocaleDateString('sv');

async function look(page, words) {
  await page.$eval(sees.words, (field) => { field.value = ''; });
  await page.type(sees.words, words);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
}

journey('search-jump: what one says the other finds, and goes to it', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await send(elin.page, 'Bản in thử của Phạm Hương đã về');
  for (let n = 0; n < 60; n += 1) await send(elin.page, `Sheet ${n}`);
  await send(elin.page, 'The proofs of https://press.example/orders are back');
  await shows(tomasz.page, 'The proofs of https://press.example/orders are back');

  // From the chat's menu; only the keyboard from there.
  const chat = tomasz.page.url();
  await tomasz.page.bringToFront();
  await tomasz.page.click('.bar summary');
  await press(tomasz.page, sees.searchInChat);
  await look(tomasz.page, 'ban in thu pham ');
  assert.deepEqual(await hits(tomasz.page), ['Bản in thử của Phạm Hương đã về']);
  assert.deepEqual(await marked(tomasz.page), ['Bản', 'in', 'thử', 'Phạm']);
  assert.deepEqual(await inspect(tomasz.page, 'chat-search-hits'), []);
  await press(tomasz.page, sees.hit);
  assert.match(tomasz.page.url(), /\?around=(\d+)#m\1$/);
  const target = await eventually('it is in view', () => tomasz.page.evaluate(() => {
    const row = document.querySelector(':target'), box = row?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight && row.textContent;
  }));
  assert.ok(target.includes('Phạm Hương'), target);

  // Everywhere, from the list; what changes is found as it is now.
  await tomasz.page.goto(new URL(at.messages, chat).href);
  await press(tomasz.page, sees.searchAll);
  await look(tomasz.page, 'prices');
  assert.deepEqual(await hits(tomasz.page), []);
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('ArrowUp');
  await eventually('the words are there', () => elin.page.$eval(sees.text, (field) => field.value.includes('proofs')));
  await elin.page.keyboard.type(', and the prices');
  await elin.page.keyboard.press('Enter');
  await shows(elin.page, 'The proofs of https://press.example/orders are back, and the prices');
  await tomasz.page.bringToFront();
  await look(tomasz.page, 'prices has:link from:elin');
  assert.equal((await hits(tomasz.page)).length, 1);
  await look(tomasz.page, 'Elin');
  await eventually('the person is named', () => tomasz.page.$eval('.meant', (list) => list.textContent.includes('Elin Lindqvist')));
  assert.deepEqual(await inspect(tomasz.page, 'search-meant'), []);

  // Words that are none get a sentence, and stay.
  await look(tomasz.page, '?!');
  assert.ok((await tomasz.page.$eval('#q-e', (said) => said.textContent)).includes('no letter'));
  assert.equal(await tomasz.page.$eval(sees.words, (field) => field.value), '?!');
  tomasz.page.assertClean({ status: 422 });

  // To a day.
  await tomasz.page.goto(`${chat.split('#')[0]}/search`);
  await tomasz.page.$eval('#on', (field, day) => { field.value = day; }, today());
  await press(tomasz.page, 'form.to-day button');
  assert.match(tomasz.page.url(), /\?around=\d+#m\d+$/);
  await eventually('the first of the day is there', () => tomasz.page.evaluate(() => document.querySelector(':target')?.textContent));
});

journey('search-jump by forms only', async (stage) => {
  const { house, elin, tomasz } = await twoPeople(stage, { script: false });
  const chat = tomasz.page.url();
  await sendWithoutScript(elin.page, 'Sheet 3 is dry');
  await sendWithoutScript(elin.page, 'Sheet 4 is wet');
  const { client } = await house.signIn({ email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  await say(client, new URL(chat).pathname, Array.from({ length: 60 }, (_, n) => `Cover ${n}`));
  await tomasz.page.goto(new URL(at.messages, chat).href);
  await press(tomasz.page, sees.searchAll);
  await submit(tomasz.page, sees.searchForm, { q: 'sheet' });
  assert.deepEqual(await hits(tomasz.page), ['Sheet 4 is wet', 'Sheet 3 is dry']);
  await tomasz.page.click('.seek summary');
  await submit(tomasz.page, sees.searchForm, { q: 'sheet', from: 'tomasz' });
  assert.deepEqual(await hits(tomasz.page), []);
  await submit(tomasz.page, sees.searchForm, { q: 'dry', from: 'elin' }); // what was typed is there, and is another now
  assert.deepEqual(await hits(tomasz.page), ['Sheet 3 is dry']);
  // It is the one that is gone to, far above the newest.
  const target = () => tomasz.page.$eval(':target', (row) => [row.id, row.querySelector('.b')?.textContent.trim()]);
  await press(tomasz.page, sees.hit);
  const [, found] = tomasz.page.url().match(/\?around=(\d+)#m\1$/);
  assert.deepEqual(await target(), [`m${found}`, 'Sheet 3 is dry']);
  await tomasz.page.goto(`${chat}/search`);
  await tomasz.page.$eval('#on', (field, day) => { field.value = day; }, today());
  await press(tomasz.page, 'form.to-day button');
  const [, first] = tomasz.page.url().match(/\?around=(\d+)#m\1$/);
  assert.equal((await target())[0], `m${first}`);
  assert.equal(await tomasz.page.$eval('#messages > li[id^=m]', (row) => row.id), `m${first}`, 'it is the first of all');
  tomasz.page.assertClean();
});
