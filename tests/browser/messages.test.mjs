// What people do with messages: two of them, each in a browser. By forms only: forms.test.mjs.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, offline, submit } from './support/browser.mjs';
import { gone, messages, openExtra, says, send, shows, soon, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { act, composing, openActions, reactions, row, tool } from './support/message.mjs';

journey('edit, delete and reply: both see it at once', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await send(elin.page, 'Sheet 3 is dry');
  await shows(tomasz.page, 'Sheet 3 is dry');

  // The arrow up changes the last one that is there; what was typed there becomes the message's text.
  await shows(elin.page, 'Sheet 3 is dry');
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('ArrowUp');
  await composing(elin.page, 'Sheet 3 is dry');
  await elin.page.keyboard.type(' enough');
  await elin.page.keyboard.press('Enter');
  await shows(tomasz.page, 'Sheet 3 is dry enough');
  await says(tomasz.page, '.m header', 'edited');

  // An answer shows what it answers, by the tools beside the message.
  await tool(tomasz.page, 'Sheet 3 is dry enough', 'a[data-compose]');
  await composing(tomasz.page, '');
  await send(tomasz.page, 'Then the covers');
  await says(elin.page, '.q', 'Sheet 3 is dry enough');
  assert.equal(await tomasz.page.$(sees.aim), null, 'the next one answers nothing');

  // Asked for twice at once, what may be done with it comes once.
  await eventually('the script is there', async () => !!(await elin.page.$('#sheet')));
  const came = await elin.page.evaluate((time) => new Promise((done) => {
    const [link, sheet] = [document.querySelector(time), document.querySelector('#sheet')];
    let times = 0;
    new MutationObserver(() => times++).observe(sheet, { childList: true });
    for (let click = 0; click < 2; click++) link.click();
    setTimeout(() => done(times), 1000);
  }), `${sees.message} a.t`);
  assert.equal(came, 1);
  await elin.page.keyboard.press('Escape');
  await eventually('it is closed', () => elin.page.evaluate(() => !document.querySelector('#sheet').matches(':popover-open')));

  // What is quoted changes where it is quoted, and goes there as well.
  await openActions(elin.page, 'Sheet 3 is dry enough');
  await act(elin.page, sees.edit);
  await composing(elin.page, 'Sheet 3 is dry enough');
  await elin.page.keyboard.type(' now');
  await elin.page.keyboard.press('Enter');
  await says(tomasz.page, '.q', 'dry enough now');
  await openActions(elin.page, 'Sheet 3 is dry enough now');
  await Promise.all([elin.page.waitForNavigation(), act(elin.page, sees.delete)]);
  await submit(elin.page, sees.deletion, {});
  await gone(tomasz.page, 'Sheet 3 is dry enough now');
  await says(tomasz.page, '.gone', 'Elin Lindqvist deleted this message');
  await says(tomasz.page, '.q', 'Deleted message');
  await says(elin.page, '.gone', 'Elin Lindqvist deleted this message');
  assert.deepEqual(await inspect(tomasz.page, 'messages-rich'), []);
});

journey('what cannot be sent is said so, and stays until it is', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await elin.page.bringToFront();
  await elin.page.hover('#log');
  await eventually('the tools are there', () => elin.page.evaluate(() => !!document.querySelector('#tools')));
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('Is anybody there?');
  await offline(elin.page, true);
  await elin.page.keyboard.press('Enter');
  await says(elin.page, `${sees.composer} .fail`, 'This was not sent');
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), 'Is anybody there?');
  await offline(elin.page, false);
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  await shows(tomasz.page, 'Is anybody there?');
  assert.equal(await elin.page.$(`${sees.composer} .fail`), null);
});

journey('viewed: its author is told at once, and who is writing is, too', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const seen = (page) => page.evaluate(() => document.querySelector('#messages .m.own + .seen')?.textContent.trim());
  const writing = (words) => eventually(`#typing says "${words}"`, () =>
    tomasz.page.evaluate((words) => document.querySelector('#typing').textContent.trim() === words, words));
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('Which fold');
  await writing('Elin Lindqvist is writing…');
  await eventually('her own page does not show it', () => elin.page.evaluate(() =>
    [...document.querySelectorAll('#typing span')].every((one) => getComputedStyle(one).display === 'none')));
  await send(elin.page, '?');
  await writing('');
  await eventually('it is sent', async () => (await seen(elin.page)) === 'Sent');
  await tomasz.page.bringToFront();
  await shows(tomasz.page, 'Which fold?');
  await eventually('it is viewed', async () => (await seen(elin.page)) === 'Viewed');
  assert.deepEqual(await inspect(elin.page, 'messages-viewed'), []);
  await elin.page.bringToFront();
  await Promise.all([elin.page.waitForNavigation(), elin.page.click('.seen a')]);
  await says(elin.page, '#main', 'Viewed by 1 person');
  await says(elin.page, '#main .items', 'Tomasz Wilk');
  assert.deepEqual(await inspect(elin.page, 'message-views'), []);
});

journey('reactions: everybody sees the sum, and each one their own', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await send(elin.page, 'Which fold?');
  await shows(tomasz.page, 'Which fold?');
  await tool(tomasz.page, 'Which fold?', 'button');
  await eventually('Tomasz has reacted', async () => (await reactions(tomasz.page, 'Which fold?')).join() === '👍 1*');
  await eventually('Elin sees it', async () => (await reactions(elin.page, 'Which fold?')).join() === '👍 1');
  await (await row(elin.page, 'Which fold?')).$eval('.re button', (button) => button.click());
  await eventually('both have', async () => (await reactions(elin.page, 'Which fold?')).join() === '👍 2*');
  await eventually('his stays his', async () => (await reactions(tomasz.page, 'Which fold?')).join() === '👍 2*');
  await openActions(tomasz.page, 'Which fold?');
  assert.deepEqual(await inspect(tomasz.page, 'message-actions'), []);
  await act(tomasz.page, '.quick button:nth-of-type(4)');
  await eventually('a second one', async () => (await reactions(elin.page, 'Which fold?')).join() === '👍 2*,🎉 1');
  await (await row(tomasz.page, 'Which fold?')).$eval('.re button', (button) => button.click());
  await eventually('taken back', async () => (await reactions(tomasz.page, 'Which fold?')).join() === '👍 1,🎉 1*');
  await tomasz.page.reload();
  assert.deepEqual(await reactions(tomasz.page, 'Which fold?'), ['👍 1', '🎉 1*']);
});

journey('drafts on two devices: the same on both, and two that were written beside each other are both kept', async (stage) => {
  const { house, elin } = await twoPeople(stage);
  const desk = elin.page;
  const phone = (await stage.person(house, { email: 'elin@tidewater.example', password: 'a door that is left ajar' })).page;
  await phone.goto(desk.url());
  const text = (page) => page.$eval(sees.text, (field) => field.value);
  const holds = (page, words) => eventually(`the field holds "${words}"`, async () => (await text(page)) === words);
  await desk.bringToFront();
  await desk.focus(sees.text);
  await desk.keyboard.type('The covers are');
  await holds(phone, 'The covers are');
  await says(phone, sees.recent, 'Draft: The covers are');
  await phone.bringToFront();
  await phone.focus(sees.text);
  await phone.keyboard.press('End');
  await phone.keyboard.type(' dry');
  await holds(desk, 'The covers are dry');

  // The phone has lost its line while both go on.
  await offline(phone, true);
  await phone.keyboard.type(', at last');
  await desk.bringToFront();
  await desk.focus(sees.text);
  await desk.keyboard.press('End');
  await desk.keyboard.type(' enough');
  await eventually('the desk has kept it', () => desk.$eval(sees.text, (field) => field.defaultValue === field.value));
  await offline(phone, false);
  await phone.bringToFront();
  await phone.focus(sees.text);
  await phone.keyboard.type('!');
  await says(phone, '#other', 'The covers are dry enough');
  assert.equal(await text(phone), 'The covers are dry, at last!');
  await holds(desk, 'The covers are dry, at last!'); // it has nothing that is not kept
  const fresh = await elin.open(desk.url());
  assert.deepEqual(await inspect(fresh, 'messages-drafts'), []);
  await fresh.close();
  await phone.click('#other button[value=swap]');
  await holds(phone, 'The covers are dry enough');
  await says(phone, '#other', 'at last!');
  await phone.focus(sees.text);
  await phone.keyboard.press('Enter');
  await shows(desk, 'The covers are dry enough');
  await holds(phone, 'The covers are dry, at last!');
  await holds(desk, 'The covers are dry, at last!');
  await phone.reload();
  assert.equal(await text(phone), 'The covers are dry, at last!');
  await send(phone, ' Good.');
  await eventually('nothing is begun any more', async () => !(await desk.$eval(sees.recent, (list) => list.textContent)).includes('Draft'));
  await holds(desk, ''); // the list hears of it first
});

journey('schedule and remind: what is planned comes at its time', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('The strip is with the courier');
  await openExtra(elin.page);
  await elin.page.click(`${sees.extra} summary`);
  assert.deepEqual(await inspect(elin.page, 'messages-later'), []);
  // A time that is past is said so, and nothing is lost.
  await elin.page.evaluate((css) => document.querySelector(css).value = '2020-01-01T08:00', sees.when);
  await elin.page.click(`${sees.extra} button[name=later]`);
  await says(elin.page, '#when-e', 'That time is past');
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), 'The strip is with the courier');
  await elin.page.evaluate((css, at) => document.querySelector(css).value = at, sees.when, soon(4));
  await elin.page.click(`${sees.extra} button[name=later]`);
  await says(elin.page, '#goes', 'A message of yours waits');
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), '');
  assert.ok(!(await messages(tomasz.page)).includes('The strip is with the courier'));
  await shows(tomasz.page, 'The strip is with the courier');
  await eventually('nothing waits', () => elin.page.evaluate(() => !document.querySelector('#goes')));
  // It comes back to Tomasz.
  await openActions(tomasz.page, 'The strip is with the courier');
  await Promise.all([tomasz.page.waitForNavigation(), act(tomasz.page, 'a[href$="/reminder"]')]);
  assert.deepEqual(await inspect(tomasz.page, 'message-reminder'), []);
  await tomasz.page.evaluate((css, at) => document.querySelector(css).value = at, sees.when, soon(3));
  await Promise.all([tomasz.page.waitForNavigation(), tomasz.page.click('button[name=later]')]);
  await eventually('he is reminded', () => tomasz.page.evaluate(() => document.querySelector('#n-ring')?.textContent.trim() > '0'));
  await tomasz.page.goto(new URL(at.notifications, tomasz.page.url()).href);
  await says(tomasz.page, '#notices', 'You wanted to be reminded of what Elin Lindqvist wrote');
});

journey('several messages: chosen, forwarded and deleted at once', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  for (const words of ['One sheet', 'Two sheets', 'Three sheets']) await send(elin.page, words);
  await openActions(elin.page, 'Two sheets');
  await Promise.all([elin.page.waitForNavigation(), act(elin.page, 'a[href*="/select?"]')]);
  assert.deepEqual(await inspect(elin.page, 'message-select'), []);
  assert.deepEqual(await elin.page.$$eval('[name=message]', (boxes) => boxes.map((box) => box.checked)), [false, true, false]);
  // With the keyboard alone.
  await elin.page.focus('.choose input');
  await elin.page.keyboard.press('Space');
  await Promise.all([elin.page.waitForNavigation(), elin.page.click('[formaction="/deletion"]')]);
  await submit(elin.page, sees.deletion, {});
  await gone(tomasz.page, 'One sheet');
  await gone(tomasz.page, 'Two sheets');
  await shows(tomasz.page, 'Three sheets');
});

journey('mention one, then all: who is called is told, and everybody is asked for first', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const settings = await tomasz.open(at.settings);
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('Can you look, @wil');
  await elin.page.waitForSelector(sees.ahead);
  assert.deepEqual(await inspect(elin.page, 'mention-ahead'), []);
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  await eventually('the name stands in the field', () => elin.page.evaluate((css) =>
    document.querySelector(css).value === 'Can you look, @Tomasz Wilk ', sees.text));
  await elin.page.keyboard.type('please');
  await elin.page.keyboard.press('Enter');
  await shows(tomasz.page, 'Can you look, @Tomasz Wilk please');
  await eventually('it stands out where he reads it', () => tomasz.page.evaluate(() => !!document.querySelector('.m.at mark')));
  assert.equal(await elin.page.evaluate(() => !!document.querySelector('.m.at')), false, 'and not where she does');
  await eventually('the bell counts it', () => settings.evaluate((css) => document.querySelector(css)?.textContent === '1', sees.bell));

  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('@all the bell rings at four');
  await elin.page.keyboard.press('Escape');
  await elin.page.keyboard.press('Enter');
  await says(elin.page, '.ask', '@all tells 1 person');
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), '@all the bell rings at four', 'the text stays');
  await elin.page.keyboard.press('Enter');
  await shows(tomasz.page, '@all the bell rings at four');

  // Where he may not, nothing is lost.
  await tomasz.page.bringToFront();
  await tomasz.page.focus(sees.text);
  await tomasz.page.keyboard.type('@all lunch?');
  await tomasz.page.keyboard.press('Escape');
  await tomasz.page.keyboard.press('Enter');
  await says(tomasz.page, '.fail', 'You may not call everybody here');
  assert.equal(await tomasz.page.$eval(sees.text, (field) => field.value), '@all lunch?');
});
