// A message that is changed while something else becomes of it: on two devices of its author, who sees both and loses nothing.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { follow, submit, write } from './support/browser.mjs';
import { gone, messages, says, send, sendWithoutScript, shows, twoPeople, visit } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { composing, deed, openActions, row } from './support/message.mjs';

const ofBox = `${sees.composer} .box .go`;

async function conflicts(stage, script) {
  const { house, elin, tomasz } = await twoPeople(stage, { script, database: 'postgres' });
  const desk = elin.page, chat = desk.url();
  const phone = (await stage.person(house, { email: 'elin@tidewater.example', password: 'a door that is left ajar', script })).page;
  const look = (page) => script || visit(page, chat);
  const say = async (words) => {
    await visit(desk, chat);
    await (script ? send : sendWithoutScript)(desk, words);
    await visit(phone, chat);
    await visit(tomasz.page, chat);
  };
  const begin = async (page, words) => {
    await deed(page, words, sees.edit, { leads: false });
    if (script) await composing(page, words);
  };
  const press = async (page) => {
    await page.bringToFront();
    if (!script) return follow(page, ofBox);
    await page.focus(sees.text);
    await page.keyboard.press('Enter');
  };
  const save = async (page, words) => {
    await write(page, sees.text, words);
    await press(page);
  };
  // The phone says what became of it, and has what was typed there.
  const refused = async (status, sentence, words) => {
    await says(phone, '#text-e', sentence);
    assert.equal(await phone.$eval(sees.text, (field) => field.value), words);
    phone.assertClean({ status });
    phone.problems.length = 0;
  };

  // Both at once: what it says now is shown above what was typed, which takes its place if it is sent again.
  await say('Sheet 3 is dry');
  await begin(desk, 'Sheet 3 is dry');
  await begin(phone, 'Sheet 3 is dry');
  await save(desk, 'Sheet 3 is dry enough');
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 3 is dry enough');
  await save(phone, 'Sheet 3 is dry, at last');
  await refused(409, 'This was changed somewhere else meanwhile', 'Sheet 3 is dry, at last');
  await says(phone, sees.aim, 'Sheet 3 is dry enough');
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 3 is dry enough');
  if (script) {
    assert.deepEqual(await inspect(phone, 'edit-conflict'), []);
  }
  await press(phone);
  await shows(phone, 'Sheet 3 is dry, at last');
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 3 is dry, at last');
  await follow(tomasz.page, '.m header a[href$="/versions"]');
  const before = await tomasz.page.$$eval('.versions .b', (all) => all.map((one) => one.textContent.trim()).sort());
  assert.deepEqual(before, ['Sheet 3 is dry', 'Sheet 3 is dry enough']);

  // Deleted by then: what was typed is a new message if it is sent again.
  await say('Sheet 4 is wet');
  await begin(phone, 'Sheet 4 is wet');
  await deed(desk, 'Sheet 4 is wet', sees.delete);
  await submit(desk, sees.deletion, {});
  await look(tomasz.page);
  await gone(tomasz.page, 'Sheet 4 is wet');
  await save(phone, 'Sheet 4 is wet, still');
  await refused(410, 'This message is not there any more. Your text is still here', 'Sheet 4 is wet, still');
  assert.equal(await phone.$(sees.aim), null);
  await press(phone);
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 4 is wet, still');

  // Too old by then, as the company wants it.
  await visit(desk, at.company);
  await desk.select('[name=edit_minutes]', '60');
  await follow(desk, '.save .go');
  await says(desk, '[role=status]', 'Saved');
  await say('Sheet 5 is lost');
  await begin(phone, 'Sheet 5 is lost');
  await house.execute(`UPDATE messages SET posted_at = posted_at - ${3600e6}`);
  await save(phone, 'Sheet 5 is found');
  await refused(403, 'This message can no longer be changed. Your text is still here', 'Sheet 5 is found');
  await press(phone);
  await look(tomasz.page);
  await shows(tomasz.page, 'Sheet 5 is found');
  assert.ok((await messages(tomasz.page)).includes('Sheet 5 is lost'));
  // It is offered of the new one only.
  for (const [words, may] of [['Sheet 5 is lost', 0], ['Sheet 5 is found', 1]]) {
    await visit(desk, chat);
    await shows(desk, words);
    if (script) await openActions(desk, words);
    else await desk.goto(await (await row(desk, words)).$eval('a.t', (link) => link.href));
    assert.equal((await desk.$$(`${script ? '#sheet' : '#main'} ${sees.edit}`)).length, may, words);
  }
  for (const page of [desk, phone, tomasz.page]) page.assertClean();
}

journey('a change that comes too late: nothing is lost, and both are seen', (stage) => conflicts(stage, true));
journey('a change that comes too late, by forms only', (stage) => conflicts(stage, false));
