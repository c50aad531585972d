// Polls: two people, each in a browser; and the same by forms only.
import assert from 'node:assert/strict';
import { sees } from './support/addresses.mjs';
import { eventually, submit } from './support/browser.mjs';
import { openExtra, sameAsFresh, send, sendWithoutScript, shows, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { short } from './support/hostile.mjs';

// What the newest poll of the page says: answers with their numbers, `*` for what the reader voted for, `+` for what is chosen now.
const poll = (page) => page.$$eval('.poll', (all) => [...all.at(-1).querySelectorAll('.vote')].map((row) =>
  `${row.querySelector('span').textContent} ${row.querySelector('progress').value}${row.querySelector('[checked]') ? '*' : ''}${row.querySelector(':checked') ? '+' : ''}`).join(', '));
const says = (page, words) => eventually(`the poll says ${words}`, async () => (await poll(page).catch(() => '')) === words)
  .catch(async (error) => { throw new Error(`${error.message}: ${await poll(page)}`); });
const choose = (page, answer) => page.evaluate((answer) => {
  const rows = [...[...document.querySelectorAll('.poll')].at(-1).querySelectorAll('.vote')];
  rows.find((row) => row.querySelector('span').textContent === answer).querySelector('input').click();
}, answer);
const press = (page, name) => page.evaluate((name) => [...document.querySelectorAll(`.poll [name=${name}]`)].at(-1).click(), name);
const go = (page, css) => Promise.all([page.waitForNavigation(), page.click(css)]);
const type = (page, question, answers) => page.evaluate((form, question, answers) => {
  const fields = (name) => document.querySelectorAll(`${form} input[name=${name}]`);
  fields('question')[0].value = question;
  answers.forEach((answer, at) => fields('answer')[at].value = answer);
}, sees.poll, question, answers);

// From the composer's plus to the form.
async function toPoll(page, script = true) {
  if (script) await openExtra(page);
  else await go(page, sees.more);
  await go(page, sees.toPoll);
  await page.waitForSelector('#question');
}

journey('a poll: asked, voted for, changed and closed, live for both', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('half a sentence');
  await toPoll(elin.page);
  assert.deepEqual(await inspect(elin.page, 'poll-new'), []);
  await type(elin.page, 'Which fold for page 31?', ['Move by 2 mm']);
  await submit(elin.page, sees.poll, {});
  await eventually('it is said what is missing', () => elin.page.evaluate(() => !!document.querySelector('#answer-e')));
  assert.deepEqual(await inspect(elin.page, 'poll-wrong', { status: 422 }), []);
  await type(elin.page, 'Which fold for page 31?', ['Move by 2 mm', 'Leave it and trim']);
  await submit(elin.page, sees.poll, {});
  await elin.page.waitForSelector('.poll');
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), 'half a sentence', 'what was begun is there');
  await says(tomasz.page, 'Move by 2 mm 0, Leave it and trim 0');

  // He chooses, and has not voted yet when she does: his choice stays.
  await tomasz.page.bringToFront();
  await choose(tomasz.page, 'Leave it and trim');
  await choose(elin.page, 'Move by 2 mm');
  await press(elin.page, 'vote');
  await says(elin.page, 'Move by 2 mm 1*+, Leave it and trim 0');
  await says(tomasz.page, 'Move by 2 mm 1, Leave it and trim 0+');
  await tomasz.page.hover('.poll .btn');
  await tomasz.page.click('.poll [name=vote]');
  await says(tomasz.page, 'Move by 2 mm 1, Leave it and trim 1*+');
  const vote = (page) => page.$eval('.poll [name=vote]', (button) => button.innerText);
  assert.equal(await vote(tomasz.page), 'Change vote');
  await says(elin.page, 'Move by 2 mm 1*+, Leave it and trim 1');
  assert.deepEqual(await inspect(tomasz.page, 'poll-voted'), []);
  await sameAsFresh(tomasz.page);

  // A change of mind by the keyboard alone, and what one has voted elsewhere comes here.
  const phone = await tomasz.open(tomasz.page.url());
  await tomasz.page.bringToFront();
  await tomasz.page.focus('.poll :checked');
  await tomasz.page.keyboard.press('ArrowUp');
  await tomasz.page.keyboard.press('Tab');
  await tomasz.page.keyboard.press('Enter');
  await says(tomasz.page, 'Move by 2 mm 2*+, Leave it and trim 0');
  await says(phone, 'Move by 2 mm 2*+, Leave it and trim 0');
  await phone.close();
  await says(elin.page, 'Move by 2 mm 2*+, Leave it and trim 0');
  await tomasz.page.bringToFront();
  await press(tomasz.page, 'unvote');
  await says(tomasz.page, 'Move by 2 mm 1, Leave it and trim 0');
  assert.equal(await vote(tomasz.page), 'Vote');

  // Who voted; then it is closed, while he has an answer chosen.
  await choose(tomasz.page, 'Leave it and trim');
  await elin.page.bringToFront();
  const chat = elin.page.url();
  await go(elin.page, `.poll ${sees.votes}`);
  assert.deepEqual(await inspect(elin.page, 'poll-votes', { status: 422 }), []);
  assert.match(await elin.page.$eval('#main', (main) => main.innerText), /Move by 2 mm\s+1 vote\s+Elin Lindqvist/);
  await go(elin.page, 'button[name=closed]');
  await eventually('it is closed for him', () => tomasz.page.evaluate(() => document.querySelector('.poll').textContent.includes('closed')));
  assert.equal(await tomasz.page.$('.poll button'), null);
  await tomasz.page.bringToFront();
  await elin.page.goto(chat);
  assert.deepEqual(await inspect(elin.page, 'poll-closed', { status: 422 }), []);
  await sameAsFresh(tomasz.page);
  await send(tomasz.page, 'So be it');
});

journey('a vote that does not count is said so', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await toPoll(elin.page);
  await type(elin.page, 'Which fold?', ['One', 'Two']);
  await submit(elin.page, sees.poll, { });
  await elin.page.waitForSelector('.poll');
  await tomasz.page.bringToFront();
  await eventually('it is there', () => tomasz.page.$('.poll'));
  await tomasz.page.hover('.poll .btn');
  await eventually('the tools are there', () => tomasz.page.evaluate(() => !!document.querySelector('#tools')));
  await go(tomasz.page, '.poll [name=vote]');
  await eventually('nothing was chosen', () => tomasz.page.evaluate(() => document.querySelector('.note.bad')?.textContent.includes('Nothing is chosen')).catch(() => false));
  assert.deepEqual(await inspect(tomasz.page, 'poll-nothing', { status: 422 }), []);
  await choose(tomasz.page, 'Two');
  await go(tomasz.page, '.poll [name=vote]');
  await says(tomasz.page, 'One 0, Two 1*+');
});

// The form of a chat has the buttons of all its messages: Enter presses none of them.
for (const script of [true, false]) journey(`Enter on an answer is no reaction to another message, ${script ? 'with' : 'without'} script`, async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script });
  await (script ? send : sendWithoutScript)(elin.page, 'The strip is dry');
  await shows(elin.page, 'The strip is dry');
  const status = await elin.page.evaluate(async () => {
    const row = [...document.querySelectorAll('li.m')].at(-1), body = new URLSearchParams({ r: `${row.id.slice(1)} 👍` });
    return (await fetch(document.querySelector('#re').action, { method: 'POST', headers: { 'X-Hallway': '1' }, redirect: 'manual', body })).type;
  });
  assert.ok(['basic', 'opaqueredirect'].includes(status), status);
  await toPoll(elin.page, script);
  await type(elin.page, 'Which fold?', ['One', 'Two']);
  await submit(elin.page, sees.poll, {});
  await tomasz.page.bringToFront();
  if (!script) await tomasz.page.reload();
  await says(tomasz.page, 'One 0, Two 0');
  const reaction = () => tomasz.page.$eval('.re button', (button) => `${button.textContent} ${button.getAttribute('aria-pressed')}`);
  await eventually('the reaction is there', async () => (await reaction().catch(() => '')) === '👍 1 false');
  await tomasz.page.focus('.poll input');
  await tomasz.page.keyboard.press('Space');
  await tomasz.page.keyboard.press('Enter');
  await says(tomasz.page, 'One 0+, Two 0');
  if (script) await press(tomasz.page, 'vote');
  else await go(tomasz.page, '.poll [name=vote]');
  await says(tomasz.page, 'One 1*+, Two 0');
  assert.equal(await reaction(), '👍 1 false');
});

journey('a poll by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  await toPoll(elin.page, false);
  const answers = ['Monday', 'Tuesday', 'Thursday', 'Friday'];
  await type(elin.page, 'When do we run the long job?', answers);
  await go(elin.page, `${sees.poll} button[name=more]`);
  await type(elin.page, 'When do we run the long job?', [...answers, 'Saturday']);
  await elin.page.click('[name=several]');
  await elin.page.click('[name=anonymous]');
  await submit(elin.page, sees.poll, {});
  await says(elin.page, 'Monday 0, Tuesday 0, Thursday 0, Friday 0, Saturday 0');
  await tomasz.page.reload();
  await choose(tomasz.page, 'Monday');
  await choose(tomasz.page, 'Saturday');
  await go(tomasz.page, '.poll [name=vote]');
  await says(tomasz.page, 'Monday 1*+, Tuesday 0, Thursday 0, Friday 0, Saturday 1*+');
  // On its own page, too.
  await go(tomasz.page, `.poll ${sees.votes}`);
  await choose(tomasz.page, 'Saturday');
  await go(tomasz.page, '.poll [name=vote]');
  await says(tomasz.page, 'Monday 1*+, Tuesday 0, Thursday 0, Friday 0, Saturday 0');
  await go(tomasz.page, `.poll ${sees.votes}`);
  assert.match(await tomasz.page.$eval('#main', (main) => main.textContent), /nobody is shown who voted/);
  await go(tomasz.page, '.poll [name=unvote]');
  await elin.page.reload();
  await says(elin.page, 'Monday 0, Tuesday 0, Thursday 0, Friday 0, Saturday 0');
  await go(elin.page, `.poll ${sees.votes}`);
  await go(elin.page, 'button[name=closed]');
  assert.equal(await elin.page.$('.poll button'), null);
});

journey('what would run stays a text in a poll', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const nasty = short.slice(0, 72);
  for (let at = 0; at < nasty.length; at += 12) {
    await toPoll(elin.page);
    for (let more = 0; more < 2; more++) await go(elin.page, `${sees.poll} button[name=more]`);
    await type(elin.page, nasty[at], nasty.slice(at, at + 12));
    await submit(elin.page, sees.poll, {});
    await elin.page.waitForSelector('.poll');
    await eventually('he sees it', () => tomasz.page.evaluate((words) =>
      [...document.querySelectorAll('.poll legend')].some((one) => one.textContent === words), nasty[at]));
  }
  const shown = await tomasz.page.$$eval('.vote [dir]', (all) => all.map((one) => one.textContent));
  assert.deepEqual(shown, nasty);
  for (const someone of [elin, tomasz]) someone.page.assertClean();
});
