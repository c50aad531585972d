// What people do with messages by forms only: two of them, in browsers without a script. What one does the other one sees.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, follow, submit, write } from './support/browser.mjs';
import { gone, messages, says, sendWithoutScript, shows, soon, twoPeople, visit } from './support/chat.mjs';
import { journey } from './support/journey.mjs';
import { deed, reactions } from './support/message.mjs';

const go = `${sees.composer} .box .go`;
const typed = (page, css = sees.text) => page.$eval(css, (field) => field.value);
const set = (page, css, value) => page.$eval(css, (field, value) => { field.value = value; }, value);
// Presses what stands in the line of a list with these words.
async function inLine(page, words, css) {
  for (const line of await page.$$('#main .lines li')) {
    if (!(await line.evaluate((line) => line.textContent)).includes(words)) continue;
    return Promise.all([page.waitForNavigation(), (await line.$(css)).click()]);
  }
  throw new Error(`no line says "${words}" at ${page.url()}`);
}

journey('edit, delete, reply and react by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const chat = elin.page.url();
  await sendWithoutScript(elin.page, 'Sheet 3 is dry');
  await tomasz.page.reload();
  await shows(tomasz.page, 'Sheet 3 is dry');
  await deed(elin.page, 'Sheet 3 is dry', sees.edit);
  assert.equal(await typed(elin.page), 'Sheet 3 is dry');
  await submit(elin.page, sees.composer, { text: 'Sheet 3 is dry enough' });
  await shows(elin.page, 'Sheet 3 is dry enough');
  await tomasz.page.reload();
  await shows(tomasz.page, 'Sheet 3 is dry enough');
  await says(tomasz.page, '.m header', 'edited');

  await deed(tomasz.page, 'Sheet 3 is dry enough', 'a[href*="reply="]');
  await submit(tomasz.page, sees.composer, { text: 'Then the covers' });
  await says(tomasz.page, '.q', 'Sheet 3 is dry enough');
  await elin.page.reload();
  await shows(elin.page, 'Sheet 3 is dry enough');
  await says(elin.page, '.q', 'Sheet 3 is dry enough');

  await deed(tomasz.page, 'Sheet 3 is dry enough', '.quick button');
  assert.deepEqual(await reactions(tomasz.page, 'Sheet 3 is dry enough'), ['👍 1*']);
  await elin.page.reload();
  assert.deepEqual(await reactions(elin.page, 'Sheet 3 is dry enough'), ['👍 1'], 'its author sees it');
  await visit(elin.page, at.notifications);
  await says(elin.page, sees.notices, 'Tomasz Wilk reacted 👍 to your message');
  await visit(elin.page, chat);
  await follow(elin.page, '.re button');
  assert.deepEqual(await reactions(elin.page, 'Sheet 3 is dry enough'), ['👍 2*']);
  // The button in the row takes it back.
  await follow(tomasz.page, '.re button');
  assert.deepEqual(await reactions(tomasz.page, 'Sheet 3 is dry enough'), ['👍 1']);
  await deed(elin.page, 'Sheet 3 is dry enough', 'a[href$="/views"]');
  await says(elin.page, '#main .items', 'Tomasz Wilk');

  await visit(elin.page, chat);
  await deed(elin.page, 'Sheet 3 is dry enough', sees.delete);
  await submit(elin.page, sees.deletion, {});
  await says(elin.page, '.gone', 'Elin Lindqvist deleted this message');
  await tomasz.page.reload();
  await gone(tomasz.page, 'Sheet 3 is dry enough');
  await says(tomasz.page, '.gone', 'Elin Lindqvist deleted this message');
  await says(tomasz.page, '.q', 'Deleted message');
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('mention one, then all, by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const chat = elin.page.url();
  await elin.page.type(sees.text, 'Can you look, @wil');
  await follow(elin.page, sees.more);
  await follow(elin.page, `${sees.extra} button[name=find]`);
  await follow(elin.page, `${sees.ahead} button`);
  assert.equal(await typed(elin.page), 'Can you look, @Tomasz Wilk ');
  await submit(elin.page, sees.composer, { text: 'Can you look, @Tomasz Wilk now' });
  await shows(elin.page, 'Can you look, @Tomasz Wilk now');
  assert.equal(await elin.page.$eval('.m mark', (mark) => mark.textContent), '@Tomasz Wilk');
  await visit(tomasz.page, at.notifications);
  await says(tomasz.page, `${sees.notices} .un`, 'Elin Lindqvist mentions you');

  // All are called once it is known how many they are.
  await elin.page.type(sees.text, '@all the bell rings at four');
  await follow(elin.page, go);
  await says(elin.page, '.ask', '@all tells 1 person. Send it again to tell them.');
  assert.equal(await typed(elin.page), '@all the bell rings at four', 'the text stays');
  await visit(tomasz.page, at.notifications);
  assert.ok(!(await tomasz.page.$eval(sees.notices, (list) => list.textContent)).includes('calls everybody'), 'nobody is told yet');
  await follow(elin.page, go);
  await shows(elin.page, '@all the bell rings at four');
  await visit(tomasz.page, at.notifications);
  await says(tomasz.page, `${sees.notices} .un`, 'Elin Lindqvist calls everybody');
  await visit(tomasz.page, chat);
  await shows(tomasz.page, '@all the bell rings at four');
  assert.ok(await tomasz.page.$('.m.at mark'), 'it stands out where he reads it');

  // Where he may not, nothing is lost.
  await tomasz.page.type(sees.text, '@all lunch?');
  await follow(tomasz.page, go);
  await says(tomasz.page, '.fail', 'You may not call everybody here');
  assert.equal(await typed(tomasz.page), '@all lunch?');
  await submit(tomasz.page, sees.composer, { text: 'Lunch, all of you?' });
  await elin.page.reload();
  await shows(elin.page, 'Lunch, all of you?');
  assert.ok(!(await messages(elin.page)).includes('@all lunch?'));
  elin.page.assertClean({ status: 409 });
  tomasz.page.assertClean({ status: 403 });
});

journey('schedule and remind by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const chat = elin.page.url();
  const plan = async (words) => {
    await elin.page.type(sees.text, words);
    await follow(elin.page, sees.more);
    assert.equal(await typed(elin.page), words);
    await elin.page.click(`${sees.extra} summary`);
  };
  // A time that is past is said so, and nothing is lost.
  await plan('The strip is with the courier');
  await set(elin.page, sees.when, '2020-01-01T08:00');
  await follow(elin.page, `${sees.extra} button[name=later]`);
  await says(elin.page, '#when-e', 'That time is past');
  assert.equal(await typed(elin.page), 'The strip is with the courier');
  await follow(elin.page, `${sees.extra} button[name=at]`);
  await says(elin.page, '#goes', 'A message of yours waits');
  for (const words of ['This is never said', 'This is said at once']) {
    await plan(words);
    await follow(elin.page, `${sees.extra} button[name=at]`);
  }
  await says(elin.page, '#goes', '3 messages of yours wait');

  // One is sent now, one is not sent, and one is changed; that comes at its time.
  await follow(elin.page, '#goes a');
  await inLine(elin.page, 'This is said at once', 'button[value=send]');
  await shows(elin.page, 'This is said at once');
  await follow(elin.page, '#goes a');
  await inLine(elin.page, 'This is never said', 'button[value=cancel]');
  assert.ok(!(await elin.page.$eval('#main', (main) => main.textContent)).includes('This is never said'));
  await inLine(elin.page, 'The strip is with the courier', 'a[href^="/scheduled/"]');
  assert.equal(await typed(elin.page, '#text'), 'The strip is with the courier');
  await write(elin.page, '#text', 'The strip has left');
  await set(elin.page, sees.when, soon(3));
  await follow(elin.page, 'button[name=later]');
  await says(elin.page, '#main', 'The strip has left');
  await eventually('it comes', async () => {
    await tomasz.page.reload();
    return (await messages(tomasz.page)).includes('The strip has left');
  });
  assert.deepEqual(await messages(tomasz.page), ['This is said at once', 'The strip has left']);
  await visit(elin.page, chat);
  assert.equal(await elin.page.$('#goes'), null, 'nothing waits');

  // A reminder is changed, removed, set again, and comes.
  const remind = () => deed(tomasz.page, 'The strip has left', 'a[href$="/reminder"]');
  await remind();
  await follow(tomasz.page, 'button[name=at]');
  await visit(tomasz.page, at.later);
  await says(tomasz.page, '#main .lines', 'The strip has left');
  await inLine(tomasz.page, 'The strip has left', 'button[name=remove]');
  await says(tomasz.page, '#main', 'Nothing. “Remind me later”');
  await visit(tomasz.page, chat);
  await remind();
  await follow(tomasz.page, 'button[name=at]');
  await visit(tomasz.page, at.later);
  await inLine(tomasz.page, 'The strip has left', 'a[href$="/reminder"]');
  await set(tomasz.page, sees.when, soon(2));
  await follow(tomasz.page, 'button[name=later]');
  await eventually('he is reminded', async () => {
    await visit(tomasz.page, at.notifications);
    return tomasz.page.evaluate((css) => document.querySelector(css)?.textContent.includes('You wanted to be reminded of what Elin Lindqvist wrote'), sees.notices);
  });
  await visit(tomasz.page, at.later);
  await says(tomasz.page, '#main', 'Nothing. “Remind me later”');
  elin.page.assertClean({ status: 422 });
  tomasz.page.assertClean();
});

journey('drafts on two devices by forms only: both are kept', async (stage) => {
  const { house, elin, tomasz } = await twoPeople(stage, { script: false });
  const desk = elin.page;
  const phone = (await stage.person(house, { email: 'elin@tidewater.example', password: 'a door that is left ajar', script: false })).page;
  const chat = desk.url();
  await phone.goto(chat);
  const keep = async (page, words) => {
    await write(page, sees.text, words);
    await follow(page, sees.more);
    await follow(page, `${sees.extra} button[value=keep]`);
  };
  await keep(desk, 'The covers are');
  await visit(desk, at.messages);
  await says(desk, sees.recent, 'Draft: The covers are');
  await visit(desk, chat);
  assert.equal(await typed(desk), 'The covers are');

  // The phone's page is from before that.
  await keep(phone, 'The ends are dry');
  assert.equal(await typed(phone), 'The ends are dry');
  await says(phone, '#other', 'The covers are');
  await desk.reload();
  assert.equal(await typed(desk), 'The ends are dry');
  await says(desk, '#other', 'The covers are');
  await follow(desk, '#other button[value=swap]');
  assert.equal(await typed(desk), 'The covers are');
  await says(desk, '#other', 'The ends are dry');

  // One is sent, the other one is there still, on both.
  await write(desk, sees.text, 'The covers are dry');
  await follow(desk, go);
  await shows(desk, 'The covers are dry');
  assert.equal(await typed(desk), 'The ends are dry');
  await phone.reload();
  assert.equal(await typed(phone), 'The ends are dry');
  assert.equal(await phone.$('#other'), null);
  await tomasz.page.reload();
  await shows(tomasz.page, 'The covers are dry');

  // Once more beside each other, and one of them is forgotten.
  await keep(desk, 'The ends are dry, too');
  await keep(phone, 'The ends are wet');
  await says(phone, '#other', 'The ends are dry, too');
  await follow(phone, '#other button[value=drop]');
  assert.equal(await phone.$('#other'), null);
  assert.equal(await typed(phone), 'The ends are wet');
  await follow(phone, go);
  await desk.reload();
  assert.equal(await typed(desk), '');
  await visit(desk, at.messages);
  assert.ok(!(await desk.$eval(sees.recent, (list) => list.textContent)).includes('Draft'));
  for (const page of [desk, phone]) page.assertClean();
});
