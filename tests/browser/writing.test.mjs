// What helps to write: marks by buttons and keys, emoji, what is pasted, code in colours; and the same by forms only.
import assert from 'node:assert/strict';
import { sees } from './support/addresses.mjs';
import { eventually, submit } from './support/browser.mjs';
import { openExtra, send, sendWithoutScript, shows, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

const text = (page) => page.$eval(sees.text, (field) => field.value);

const holds = (page, words) => eventually(`the field holds ${JSON.stringify(words)}`, async () => (await text(page)) === words);
const choose = (page, from, to) => page.$eval(sees.text, (field, from, to) => { field.focus(); field.setSelectionRange(from, to); }, from, to);
const has = (page, css) => eventually(`${css} is there`, () => page.evaluate((css) => !!document.querySelector(css), css));
const clear = async (page) => {
  await choose(page, 0, 100000);
  await page.keyboard.press('Backspace');
  await holds(page, '');
};
// As a browser pastes: plain text by itself, and what it means for those who listen.
const paste = (page, html, plain) => page.$eval(sees.text, (field, html, plain) => {
  field.focus();
  const data = new DataTransfer();
  data.setData('text/html', html);
  data.setData('text/plain', plain);
  if (field.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })))
    document.execCommand('insertText', false, plain);
}, html, plain);

journey('marks by buttons and by keys, and what was done is undone', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await openExtra(page);
  assert.deepEqual(await inspect(page, 'writing-marks'), []);
  await page.focus(sees.text);
  await page.keyboard.type('dry enough');
  await choose(page, 0, 3);
  await page.click(`${sees.marks} [data-mark=bold]`);
  await holds(page, '**dry** enough');
  await page.click(`${sees.marks} [data-mark=bold]`);
  await holds(page, 'dry enough');
  for (const [keys, words] of [[['KeyB'], '**dry**'], [['KeyI'], '_dry_'], [['KeyE'], '`dry`'], [['Shift', 'KeyX'], '~~dry~~']]) {
    await choose(page, 0, 3);
    await page.keyboard.down('Control');
    for (const key of keys) await page.keyboard.down(key);
    for (const key of keys.toReversed()) await page.keyboard.up(key);
    await page.keyboard.up('Control');
    await holds(page, `${words} enough`);
    await page.keyboard.down('Control');
    await page.keyboard.press('KeyZ');
    await page.keyboard.up('Control');
    await holds(page, 'dry enough');
  }
  await choose(page, 0, 3);
  await page.click(`${sees.marks} [data-mark=link]`);
  await holds(page, '[dry](https://) enough');
  await page.keyboard.type('https://a.example');
  await holds(page, '[dry](https://a.example) enough');
  await clear(page);
  await page.keyboard.type('one');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Shift');
  await page.keyboard.type('two');
  await choose(page, 0, 7);
  await page.click(`${sees.marks} [data-mark=list]`);
  await holds(page, '- one\n- two');
  await page.click(`${sees.marks} [data-mark=list]`);
  await holds(page, 'one\ntwo');
  await choose(page, 0, 7);
  await page.select('#code-language', 'rust');
  await page.click(`${sees.marks} [data-mark=block]`);
  await holds(page, '```rust\none\ntwo\n```');
  // Around code that has such marks there are more of them.
  await choose(page, 0, 100);
  await page.click(`${sees.marks} [data-mark=block]`);
  await holds(page, '````rust\n```rust\none\ntwo\n```\n````');
  await clear(page);

  // What it will look like, before it is sent.
  await page.keyboard.type('[b]let[/b] :tada:');
  await page.click('form#composer button[name=preview]');
  await has(page, `${sees.preview} b`);
  assert.equal(await page.$eval(`${sees.preview} .b`, (one) => one.textContent), 'let 🎉');
  await holds(page, '[b]let[/b] :tada:');
  assert.deepEqual(await inspect(page, 'writing-preview'), []);
  await page.focus(sees.text);
  await page.keyboard.press('Enter');
  await shows(tomasz.page, 'let 🎉');

  // The field grows with the text, and no further than it may.
  const height = () => page.$eval(sees.text, (field) => field.offsetHeight);
  const low = await height();
  await page.focus(sees.text);
  await page.keyboard.type('a');
  for (let n = 0; n < 20; n++) {
    await page.keyboard.down('Shift');
    await page.keyboard.press('Enter');
    await page.keyboard.up('Shift');
  }
  assert.ok(await height() > 3 * low && await height() <= 190, `${low} became ${await height()}`);
});

journey('what is pasted with marks is a text with marks, and can be plain again', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await page.bringToFront();
  await page.focus(sees.text);
  await eventually('the aids are loaded', () => page.evaluate(() => !!document.querySelector('#emoji')));
  await page.keyboard.type('see: ');
  await paste(page, '<p>the <b>covers</b> and <a href="https://a.example/log">the log</a></p><script>alert(1)</script><ul><li>dry</li></ul>', 'the covers and the log\ndry');
  await holds(page, 'see: the **covers** and [the log](https://a.example/log)\n\n- dry');
  await page.keyboard.down('Control');
  await page.keyboard.press('KeyZ');
  await page.keyboard.up('Control');
  await holds(page, 'see: the covers and the log\ndry');
  await clear(page);
  await paste(page, '<span>only words</span>', 'only words');
  await holds(page, 'only words');
  await clear(page);
  await paste(page, '', '[quote=Ada]well[/quote]\n[b]yes[/b]');
  await page.keyboard.press('Enter');
  await eventually('it is a quote', () => tomasz.page.evaluate(() => /Ada:/.test(document.querySelector('.m blockquote')?.textContent || '')));
  assert.ok(await tomasz.page.$eval('.m:last-of-type .b', (one) => !one.textContent.includes('[')));
});

journey('code is in colours for both, and is copied', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await tomasz.page.bringToFront();
  await elin.page.bringToFront();
  await paste(elin.page, '', '```rust\nfn main() { let dry = "yes"; } // sheet 3\n```');
  await elin.page.keyboard.press('Enter');
  await has(tomasz.page, '.m pre .hk');
  const colours = () => tomasz.page.$$eval('.m pre span', (all) => new Set(all.map((one) => getComputedStyle(one).color)).size);
  await eventually('words have colours of their own', async () => (await colours()) >= 3);
  assert.equal(await tomasz.page.$eval('.m figcaption', (one) => one.textContent), 'rust');
  assert.deepEqual(await inspect(tomasz.page, 'writing-code'), []);
  await tomasz.page.bringToFront();
  // Twice before it came, it is there once.
  await tomasz.page.focus(sees.text);
  await eventually('the aids are loaded', () => tomasz.page.evaluate(() => !!document.querySelector('#emoji')));
  await tomasz.page.evaluate(() => {
    for (let n = 0; n < 2; n++) document.querySelector('.m pre').dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
  });
  await has(tomasz.page, '#copy-code');
  await eventually('the button that copies is there', async () => {
    await tomasz.page.mouse.move(2, 2);
    await tomasz.page.hover('.m pre');
    return tomasz.page.evaluate(() => !!document.querySelector('#copy-code:not([hidden])'));
  });
  assert.equal(await tomasz.page.$$eval('#copy-code', (all) => all.length), 1);
  assert.match(await tomasz.page.$eval('#copy-code', (one) => one.dataset.copy), /^fn main\(\) \{ let dry = "yes"; \} \/\/ sheet 3/);
});

journey('emoji: found, pressed, and used again; and by name', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await openExtra(page);
  await page.focus(sees.text);
  await page.keyboard.type('done ');
  await page.click('form#composer [data-emoji]');
  await has(page, `${sees.picker}:popover-open #emoji-q`);
  assert.deepEqual(await inspect(page, 'writing-emoji'), []);
  await page.keyboard.type('party popper');
  await eventually('one is found', () => page.evaluate(() => document.querySelector('#emoji-all button')?.value === '🎉'));
  await page.keyboard.press('Enter');
  await holds(page, 'done 🎉');
  await page.click('form#composer [data-emoji]');
  await eventually('it is there as used', () => page.evaluate(() => document.querySelector('#emoji-recent button')?.value === '🎉'));
  // What was looked for and is no longer leaves what was used; how many are found is said.
  await page.keyboard.type('cat');
  await eventually('it is said how many', () => page.evaluate(() => /^\d+ emoji$/.test(document.querySelector('#emoji-n').textContent)));
  for (let n = 0; n < 3; n++) await page.keyboard.press('Backspace');
  await eventually('all are there', () => page.evaluate(() => document.querySelectorAll('#emoji-all section').length > 2 && !document.querySelector('#emoji-n').textContent));
  assert.equal(await page.$eval('#emoji-recent:not([hidden]) button', (one) => one.value), '🎉');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await holds(page, 'done 🎉🎉');
  await page.keyboard.type(' :coff');
  await has(page, '#ahead');
  await eventually('one is offered', () => page.evaluate(() => document.querySelector('#ahead .chosen')?.value === '☕'));
  await page.keyboard.press('Enter');
  await holds(page, 'done 🎉🎉 ☕ ');
  await page.keyboard.press('Enter');
  await shows(tomasz.page, 'done 🎉🎉 ☕');
});

journey('the same by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  await sendWithoutScript(elin.page, '[b]Dry[/b] :tada:');
  await tomasz.page.reload();
  await shows(tomasz.page, 'Dry 🎉');
  await Promise.all([elin.page.waitForNavigation(), elin.page.click(sees.more)]);
  await elin.page.type(sees.text, '**so**');
  await Promise.all([elin.page.waitForNavigation(), elin.page.click('form#composer button[name=preview]')]);
  assert.equal(await elin.page.$eval(`${sees.preview} b`, (one) => one.textContent), 'so');
  await elin.page.goto(await elin.page.$eval('.extra a[href="/formatting"]', (link) => link.href));
  assert.ok(await elin.page.$('.examples .code .hk'));
  await elin.page.goto(await elin.page.$eval('#main a[href="/emoji"]', (link) => link.href));
  await submit(elin.page, 'form[action="/emoji"]', { q: 'cảm ơn' });
  assert.match(await elin.page.$eval('.named', (one) => one.textContent), /🙏[^]*:pray:/);
});

journey('commands: offered, chosen by keys, done, and taken back when they are none', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await page.bringToFront();
  await page.focus(sees.text);
  await eventually('the aids are loaded', () => page.evaluate(() => !!document.querySelector('#emoji')));
  await page.keyboard.type('/');
  await has(page, '#ahead button[value="/mute"]');
  assert.deepEqual(await inspect(page, 'writing-commands'), []);
  await page.keyboard.type('mu');
  await eventually('one is left', () => page.$$eval('#ahead button', (all) => all.length === 1 && all[0].matches('.chosen')));
  await page.keyboard.press('Enter');
  await holds(page, '/mute ');
  await page.keyboard.press('Enter');
  await has(page, '#note');
  await holds(page, '');
  await has(page, `#recent .row[href$="${new URL(page.url()).pathname}"] .w use[href$="#bell-off"]`);
  assert.deepEqual(await inspect(page, 'writing-command-done'), []);
  // All of it typed: one Enter is enough.
  await page.keyboard.type('/unmute');
  await has(page, '#ahead button[value="/unmute"]');
  await page.keyboard.press('Enter');
  await eventually('it says so', () => page.evaluate(() => /no longer/.test(document.querySelector('#note')?.textContent)));
  // What is none stays, and is said why; with two slashes it is a message.
  await page.keyboard.type('/mtue');
  await page.keyboard.press('Enter');
  await has(page, '#text-e');
  await holds(page, '/mtue');
  await page.keyboard.press('Home');
  await page.keyboard.type('/');
  await page.keyboard.press('Enter');
  await shows(tomasz.page, '/mtue');
  await page.keyboard.type('/search mtue');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.match(page.url(), /\/search\?q=mtue$/);
  // It is no draft, here or there.
  await Promise.all([page.waitForNavigation(), page.goBack()]);
  await holds(page, '');
  assert.equal(await tomasz.page.evaluate(() => document.body.textContent.includes('/search')), false);
  // By the mouse, before what is typed.
  await page.focus(sees.text);
  await eventually('the aids are loaded', () => page.evaluate(() => !!document.querySelector('#emoji')));
  await page.keyboard.type('the plates are dry');
  await page.keyboard.press('Home');
  await page.keyboard.type('/la');
  await has(page, '#ahead button[value="/later"]');
  await page.click('#ahead button[value="/later"]');
  await holds(page, '/later the plates are dry');
  await page.keyboard.press('Enter');
  await has(page, '#composer details[open]');
  await holds(page, 'the plates are dry');
  // Without a time it is not sent.
  await page.focus(sees.text);
  await page.keyboard.press('Enter');
  await has(page, '#composer [aria-invalid]');
  await holds(page, 'the plates are dry');
  // Back brings a page from the cache.
}, { browser: 'whole' });

journey('commands by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const { page } = elin;
  const chat = page.url();
  const go = (act) => Promise.all([page.waitForNavigation(), act]);
  await page.type(sees.text, '/help');
  await go(page.click('form#composer .go'));
  await go(page.click('#ahead button[value="/mute"]'));
  assert.equal(await text(page), '/mute ');
  await go(page.click('form#composer .go'));
  assert.equal(page.url(), chat);
  assert.ok(await page.$('.menu button[name=muted][value="0"]'), 'it is muted');
  await page.type(sees.text, '/mtue');
  await go(page.click('form#composer .go'));
  assert.equal(await text(page), '/mtue');
  assert.ok(await page.$('#text-e'));
  await page.goto(chat);
  await sendWithoutScript(page, '//mtue');
  await tomasz.page.reload();
  await shows(tomasz.page, '/mtue');
});
