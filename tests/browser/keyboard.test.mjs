// With the keyboard alone: nothing is pointed at, and nothing gets the focus but by it. And what stands above the field, looked at by axe.
import assert from 'node:assert/strict';
import { sees } from './support/addresses.mjs';
import { eventually, follow, text, write } from './support/browser.mjs';
import { group, gone, messages, says, send, shows, twoPeople, visit } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { row } from './support/message.mjs';

const MOST = 120;
const at = (page, css) => page.evaluate((css) => document.activeElement.matches(css), css);

// From where one is to what matches, by the key that goes on, or back.
async function tab(page, css, { back = false } = {}) {
  await page.waitForSelector(css);
  if (back) await page.keyboard.down('Shift');
  let steps = 0;
  while (!await at(page, css) && steps < MOST) {
    await page.keyboard.press('Tab');
    steps += 1;
  }
  if (back) await page.keyboard.up('Shift');
  assert.ok(await at(page, css), `${css} is not reached in ${steps} steps at ${page.url()}`);
  // Who goes there sees where they are: nothing stands over it.
  const seen = await page.evaluate(() => {
    const one = document.activeElement, box = one.getBoundingClientRect();
    const shown = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (box.width > 0 && shown && (one.contains(shown) || shown.contains(one))) return '';
    return `${Object.values(box.toJSON()).map(Math.round)}, under ${shown?.outerHTML.slice(0, 80)}`;
  });
  assert.equal(seen, '', `${css} has the focus at ${page.url()}`);
}

const press = async (page, css, key = 'Enter') => {
  await tab(page, css);
  await page.keyboard.press(key);
};
const enter = async (page, css, options) => {
  await tab(page, css, options);
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
};

// Opens what may be done with the message, by its time.
async function sheet(page, words) {
  const id = await (await row(page, words)).evaluate((one) => one.id);
  const back = await page.evaluate((css, id) => !!(document.getElementById(id).compareDocumentPosition(document.activeElement) & 4), sees.text, id);
  await tab(page, `#${id} a.t[href$="/actions"]`, { back });
  await eventually('what may be done is there', async () => {
    if (await page.evaluate(() => document.querySelector('#sheet')?.contains(document.activeElement))) return true;
    if (await page.evaluate(() => !!document.querySelector('#sheet:not(:popover-open)'))) await page.keyboard.press('Enter');
    return false;
  });
}

journey('by keys: a message is pinned, forwarded and chosen with others, which are deleted', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin, chat = page.url();
  const ends = await group(page, 'Endpapers');
  await visit(tomasz.page, ends);
  await visit(page, chat);
  for (const words of ['One sheet', 'Two sheets', 'Three sheets']) await send(page, words);

  await sheet(page, 'Two sheets');
  await press(page, '#sheet form[action$="/pin"] button');
  await page.waitForSelector('.bar .pinned');
  await eventually('it is closed', () => page.evaluate(() => !document.querySelector('#sheet:popover-open')));
  await enter(page, '.bar .pinned a[href$="/pins"]');
  await enter(page, '#main button[name=pinned]');
  assert.equal(await page.$('.bar .pinned'), null);

  await sheet(page, 'Two sheets');
  await enter(page, '#sheet a[href^="/forward"]');
  const to = ends.split('/').at(-1);
  await press(page, `.pick input[value="${to}"]`, 'Space');
  await tab(page, '#text');
  await page.keyboard.type('For the record');
  await enter(page, '#main .do .go');
  await shows(tomasz.page, 'For the record');
  await row(tomasz.page, 'Two sheets');
  await visit(tomasz.page, chat);
  await visit(page, chat);

  await sheet(page, 'Two sheets');
  await enter(page, '#sheet a[href*="/select?"]');
  const all = await page.$$eval('.choose input', (boxes) => boxes.map((box) => box.value));
  await press(page, `.choose input[value="${all[0]}"]`, 'Space');
  assert.deepEqual(await page.$$eval('.choose input', (boxes) => boxes.map((box) => box.checked)), [true, true, false]);
  await enter(page, '[formaction="/deletion"]', { back: true });
  await enter(page, `${sees.deletion} .go`);
  await gone(tomasz.page, 'One sheet');
  await gone(tomasz.page, 'Two sheets');
  assert.deepEqual(await messages(tomasz.page).then((all) => all.filter((words) => words)), ['Three sheets']);
  for (const one of [page, tomasz.page]) one.assertClean();
});

journey('by keys: the rules of a group, its link, and a message that waits', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  const chat = await group(page, 'Print room', { alone: true });
  await visit(page, `${chat}/members`);
  await enter(page, `${sees.joinLink} button`);
  const link = await page.$eval(`${sees.joinLink} code`, (code) => code.textContent);
  await tomasz.page.goto(link);
  assert.deepEqual(await inspect(tomasz.page, 'group-join'), []);
  await enter(tomasz.page, '#main form[action^="/join/"] button');
  assert.equal(tomasz.page.url(), chat);
  await visit(tomasz.page, link);
  assert.deepEqual(await inspect(tomasz.page, 'group-joined'), []);
  await enter(tomasz.page, '#main .do a.go');

  await visit(page, `${chat}/settings`);
  const writers = await page.$eval(`${sees.rules} [name=writers]:checked`, (one) => one.value);
  await press(page, `${sees.rules} [name=writers]:checked`, 'ArrowRight');
  const others = await page.$eval(`${sees.rules} [name=writers]:checked`, (one) => one.value);
  assert.deepEqual([writers, others], ['all', 'administrators']);
  await press(page, `${sees.rules} [name=findable]`, 'Space');
  await tab(page, `${sees.rules} [name=keep_days]`);
  await page.keyboard.press('ArrowDown');
  const days = await page.$eval(`${sees.rules} [name=keep_days]`, (one) => one.value);
  assert.notEqual(days, '0');
  await enter(page, `${sees.rules} .go`);
  await eventually('he has no composer', () => tomasz.page.evaluate((css) => !document.querySelector(css), sees.composer));
  await visit(page, `${chat}/settings`);
  const kept = await page.$eval(sees.rules, (form) => [form.elements.writers.value, form.elements.findable.checked, form.elements.keep_days.value]);
  assert.deepEqual(kept, ['administrators', true, days]);

  // Planned, changed, and not sent after all.
  await visit(page, chat);
  await tab(page, sees.text);
  await page.keyboard.type('The strip is with the courier');
  await press(page, sees.more);
  await page.waitForSelector(sees.extra);
  await press(page, `${sees.extra} summary`);
  await press(page, `${sees.extra} button[name=at]`);
  await page.waitForSelector('#goes a');
  await enter(page, '#goes a', { back: true });
  await enter(page, '#main a[href^="/scheduled/"]');
  assert.deepEqual(await inspect(page, 'scheduled'), []);
  await tab(page, '#text');
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyA');
  await page.keyboard.up('Control');
  await page.keyboard.type('The strip has left');
  await enter(page, '#main button[name=at]');
  await says(page, '#main .lines', 'The strip has left');
  await enter(page, '#main button[value=cancel]');
  assert.equal(await page.$('#main .lines'), null, 'nothing waits');
  for (const one of [page, tomasz.page]) one.assertClean();
});

// Sends the composer as a browser without a script does, with what a button of it says.
const plainly = (page, name = '', value = '') => Promise.all([page.waitForNavigation(), page.$eval(sees.composer, (form, name, value) => {
  if (name) form.append(Object.assign(document.createElement('input'), { type: 'hidden', name, value }));
  form.submit();
}, name, value)]);

journey('what is asked and refused above the field passes axe and fits', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const chat = elin.page.url();
  const found = [];
  const looked = async (page, name, status) => {
    found.push(...await inspect(page, name, { status }));
    page.problems.length = 0;
  };
  // In the page, then on a page of its own.
  for (const [page, words, status, name, said] of [
    [elin.page, '@all the bell rings at four', 409, 'all-asked', '@all tells 1 person'],
    [tomasz.page, '@all lunch?', 403, 'all-refused', 'You may not call everybody here'],
  ]) {
    await page.bringToFront();
    await page.focus(sees.text);
    await page.keyboard.type(words);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await says(page, `${sees.composer} [role=alert]`, said);
    await looked(page, name, status);
    await visit(page, chat);
    await write(page, sees.text, words);
    await plainly(page);
    assert.match(await text(page, `${sees.composer} [role=alert]`), new RegExp(said));
    await looked(page, `${name}-plainly`, status);
    await visit(page, chat);
  }
  await write(elin.page, sees.text, 'Can you look, @wil');
  await plainly(elin.page, 'find', '1');
  assert.match(await text(elin.page, sees.ahead), /Tomasz Wilk/);
  await looked(elin.page, 'mention-plainly', 200);
  await follow(elin.page, `${sees.ahead} button`);
  assert.equal(await elin.page.$eval(sees.text, (field) => field.value), 'Can you look, @Tomasz Wilk ');
  // A change that came too late, plainly.
  await visit(elin.page, chat);
  await write(elin.page, sees.text, '');
  await send(elin.page, 'Sheet 3 is dry');
  const edit = (await (await row(elin.page, 'Sheet 3 is dry')).$eval('a.t', (link) => link.href)).replace(/actions$/, 'edit');
  await elin.page.goto(edit);
  const phone = await elin.open(edit);
  for (const [page, words] of [[phone, 'Sheet 3 is dry enough'], [elin.page, 'Sheet 3 is dry, at last']]) {
    await page.bringToFront();
    await write(page, sees.text, words);
    await plainly(page);
  }
  await says(elin.page, '#text-e', 'changed somewhere else');
  await looked(elin.page, 'edit-conflict-plainly', 409);
  assert.deepEqual(found, []);
});
