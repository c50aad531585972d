// What one may do with a message besides answering and changing it: two people, with a script and by forms only.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, follow, submit, text, write } from './support/browser.mjs';
import { countsUnread, group, messages, says, send, sendWithoutScript, shows, twoPeople, visit } from './support/chat.mjs';
import { journey } from './support/journey.mjs';
import { say } from './support/marks.mjs';
import { composing, deed, openActions, row, target } from './support/message.mjs';

const pin = 'form[action$="/pin"] button';
const star = 'form[action$="/favourite"] button';
const unread = 'form[action$="/unread"] button';
const forward = 'a[href^="/forward"]';

// Both write and look, each in their way.
async function both(stage, script) {
  const { house, elin, tomasz } = await twoPeople(stage, { script });
  const chat = elin.page.url();
  for (const words of ['Sheet 3 is dry', 'Sheet 4 is wet', 'Sheet 5 is lost']) await (script ? send : sendWithoutScript)(elin.page, words);
  // Who has no script looks again.
  const look = (page) => script || page.reload();
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 5 is lost');
  return { house, elin, tomasz, chat, look };
}

// Ticks those of what may be chosen that are called so.
async function tick(page, css, ...names) {
  for (const name of names) {
    const [found] = await page.$$eval(css, (all, name) => all.flatMap((one, at) => (one.textContent.includes(name) ? [at] : [])), name);
    assert.ok(found !== undefined, `${name} cannot be chosen at ${page.url()}`);
    await (await (await page.$$(css))[found].$('input')).click();
  }
}

// The link of a message: out of the clipboard, or of the page of what may be done with it.
async function linkOf({ page, context, house }, words) {
  if (!page.person.script) {
    await page.goto(await (await row(page, words)).$eval('a.t', (link) => link.href));
    return page.$eval('#copy-link', (field) => field.value);
  }
  await context.overridePermissions(house.url, ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write']);
  await page.evaluate(() => navigator.clipboard.writeText('something else'));
  await openActions(page, words);
  await page.click('#sheet [data-copy*="/messages/"]');
  await says(page, '[role=status]', 'Copied');
  return page.evaluate(() => navigator.clipboard.readText());
}

async function marks(stage, script) {
  const { elin, tomasz, chat, look } = await both(stage, script);
  const link = await linkOf(tomasz, 'Sheet 4 is wet');
  await elin.page.goto(link);
  assert.equal(await target(elin.page), 'Sheet 4 is wet');
  await visit(tomasz.page, chat);

  // Pinned, for both; taken down again, for both.
  const pinned = (page) => text(page, '.bar .pinned');
  await deed(elin.page, 'Sheet 3 is dry', pin, { leads: false });
  await look(tomasz.page);
  await eventually('it is pinned', async () => (await pinned(tomasz.page))?.includes('Sheet 3 is dry'));
  await follow(tomasz.page, '.bar .pinned a[href$="/pins"]');
  await says(tomasz.page, '#main .lines', 'Sheet 3 is dry');
  assert.equal(await tomasz.page.$('#main button[name=pinned]'), null, 'it is not his to take down');
  await visit(tomasz.page, chat);
  await follow(tomasz.page, '.bar .pinned a');
  assert.equal(await target(tomasz.page), 'Sheet 3 is dry');
  await deed(elin.page, 'Sheet 3 is dry', pin, { leads: false });
  await look(tomasz.page);
  await eventually('nothing is pinned', async () => (await pinned(tomasz.page)) === null);

  // A favourite of one is nobody else's.
  const favourites = async (page) => {
    await visit(page, at.favourites);
    return page.$$eval('#main .lines li a', (all) => all.map((one) => one.textContent));
  };
  await deed(tomasz.page, 'Sheet 4 is wet', star, { leads: false });
  assert.deepEqual(await favourites(tomasz.page), ['Sheet 4 is wet']);
  assert.deepEqual(await favourites(elin.page), []);
  await visit(tomasz.page, chat);
  await deed(tomasz.page, 'Sheet 4 is wet', star, { leads: false });
  assert.deepEqual(await favourites(tomasz.page), []);

  // Unread from the second of three on.
  const counts = async (number) => {
    if (script) return countsUnread(tomasz.page, number);
    await visit(tomasz.page, at.messages);
    assert.equal(await text(tomasz.page, sees.unread) ?? '', number);
  };
  await visit(tomasz.page, chat);
  await counts('');
  await visit(tomasz.page, chat);
  await deed(tomasz.page, 'Sheet 4 is wet', unread);
  await counts('2');
  await visit(tomasz.page, chat);
  await says(tomasz.page, `${sees.dividers} + .m`, 'Sheet 4 is wet');
  await counts('');
  for (const { page } of [elin, tomasz]) page.assertClean();
}

journey('copy link, pin, favourite, unread from here: two people', (stage) => marks(stage, true));
journey('copy link, pin, favourite, unread from here, by forms only', (stage) => marks(stage, false));

async function elsewhere(stage, script) {
  const { elin, tomasz, chat, look } = await both(stage, script);
  await (script ? send : sendWithoutScript)(tomasz.page, 'The plates are cut');
  await group(elin.page, 'Print room');
  const ends = await group(elin.page, 'Endpapers');
  await visit(tomasz.page, ends);
  await visit(elin.page, chat);

  // With words of her own, to two chats at once.
  await deed(elin.page, 'The plates are cut', forward);
  await write(elin.page, '#text', 'For the record');
  await follow(elin.page, '#main .do .go');
  await says(elin.page, '#chat-e', 'No chat is chosen');
  assert.equal(await elin.page.$eval('#text', (field) => field.value), 'For the record');
  await tick(elin.page, '.pick', 'Print room', 'Endpapers');
  await follow(elin.page, '#main .do .go');
  await look(tomasz.page);
  for (const { page } of [elin, tomasz]) {
    await shows(page, 'For the record');
    await row(page, 'The plates are cut');
    await says(page, '.fwd', 'Forwarded from Tomasz Wilk');
  }
  assert.notEqual(elin.page.url(), tomasz.page.url(), 'she is shown the one, he was in the other');

  // Some that are chosen, in their order.
  await visit(elin.page, chat);
  await deed(elin.page, 'Sheet 5 is lost', 'a[href*="/select?"]');
  await tick(elin.page, '.choose', 'Sheet 3 is dry');
  await follow(elin.page, '.choosing .go');
  await tick(elin.page, '.pick', 'Endpapers');
  await follow(elin.page, '#main .do .go');
  assert.equal(elin.page.url(), ends);
  await look(tomasz.page);
  await eventually('both came, in order', async () => {
    const [first, second] = (await messages(tomasz.page)).slice(-2);
    return first.endsWith('Sheet 3 is dry') && second.endsWith('Sheet 5 is lost');
  });
  elin.page.assertClean({ status: 422 });
  tomasz.page.assertClean();
}

journey('forward, with words and several at once: two people', (stage) => elsewhere(stage, true));
journey('forward, with words and several at once, by forms only', (stage) => elsewhere(stage, false));

async function back(stage, script) {
  const { house, elin, tomasz, chat, look } = await both(stage, script);
  // What it said before.
  await deed(elin.page, 'Sheet 4 is wet', sees.edit, { leads: false });
  if (script) {
    await composing(elin.page, 'Sheet 4 is wet');
    await write(elin.page, sees.text, 'Sheet 4 is damp');
    await elin.page.keyboard.press('Enter');
  } else await submit(elin.page, sees.composer, { text: 'Sheet 4 is damp' });
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 4 is damp');
  await follow(tomasz.page, '.m header a[href$="/versions"]');
  assert.deepEqual(await tomasz.page.$$eval('.versions .b', (all) => all.map((one) => one.textContent.trim())), ['Sheet 4 is wet']);
  await says(tomasz.page, '.some-messages .b', 'Sheet 4 is damp');

  // From an answer to what it answers, which is far above by now.
  await visit(tomasz.page, chat);
  await deed(tomasz.page, 'Sheet 3 is dry', 'a[href*="reply="]', { leads: false });
  if (script) {
    await composing(tomasz.page, '');
    await send(tomasz.page, 'And its cover?');
  } else await submit(tomasz.page, sees.composer, { text: 'And its cover?' });
  await says(tomasz.page, '#messages .b', 'And its cover?');
  const { client } = await house.signIn({ email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  await say(client, new URL(chat).pathname, Array.from({ length: 40 }, (_, n) => `Cover ${n}`));
  await visit(elin.page, chat);
  await follow(elin.page, '.q a');
  assert.match(elin.page.url(), /\?around=(\d+)#m\1$/);
  assert.equal(await target(elin.page), 'Sheet 3 is dry');
  for (const { page } of [elin, tomasz]) page.assertClean();
}

journey('what it said before, and the way to what is quoted: two people', (stage) => back(stage, true));
journey('what it said before, and the way to what is quoted, by forms only', (stage) => back(stage, false));
