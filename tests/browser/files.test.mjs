// Files: two people send them to each other, by script and by forms only.
import assert from 'node:assert/strict';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sees } from './support/addresses.mjs';
import { eventually, submit } from './support/browser.mjs';
import { messages, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

// A picture of so many points a side, drawn by the page itself.
const picture = (page, side) => page.evaluate(async (side) => {
  const canvas = Object.assign(document.createElement('canvas'), { width: side, height: side / 2 });
  const brush = canvas.getContext('2d');
  brush.fillStyle = '#2f6f5e';
  brush.fillRect(0, 0, side / 2, side);
  const blob = await new Promise((done) => canvas.toBlob(done, 'image/png'));
  return btoa(String.fromCharCode(...new Uint8Array(await blob.arrayBuffer())));
}, side);

const folder = await mkdtemp(join(tmpdir(), 'hallway-files-'));
const file = async (name, bytes) => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

// Something that is dropped or pasted, with a file in it.
const give = (page, kind, css, name, base64) => page.evaluate((kind, css, name, base64) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(css).dispatchEvent(event);
}, kind, css, name, base64);

const tray = (page) => page.$$eval('#composer .tray [name=file]', (all) => all.length);
const waits = (page, count) => eventually(`${count} wait`, async () => (await tray(page)) === count);
// Script is there once the tools are.
const ready = async (page) => {
  await page.bringToFront();
  await page.hover('#log');
  await eventually('the tools are there', () => page.evaluate(() => !!document.querySelector('#tools')));
};

journey('files: dropped, pasted and picked, they go with a message and are seen at once', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const png = await picture(elin.page, 2000);
  await ready(elin.page);
  await give(elin.page, 'drop', '#log', 'strip.png', png);
  await waits(elin.page, 1);
  await give(elin.page, 'paste', sees.text, 'sheet.png', png);
  await waits(elin.page, 2);
  await elin.page.focus(sees.text);
  await elin.page.click('#composer [name=more]');
  await elin.page.waitForSelector('[data-attach]');
  const [chooser] = await Promise.all([elin.page.waitForFileChooser(), elin.page.click('[data-attach]')]);
  await chooser.accept([await file('colours.txt', 'warm, cold'), await file('empty.txt', '')]);
  await waits(elin.page, 3);
  await eventually('what is wrong is said', () => elin.page.$eval('#tray .fail', (one) => one.textContent.includes('empty.txt is empty')));
  assert.deepEqual(await inspect(elin.page, 'files-tray', { status: 422 }), []);
  elin.page.problems.length = 0;
  await elin.page.focus(sees.text);
  await elin.page.keyboard.type('The strip and the sheet');
  await elin.page.keyboard.press('Enter');
  const came = (page, words) => eventually(`${words} has come`, async () => (await messages(page)).some((text) => text.includes(words)));
  await came(tomasz.page, 'The strip and the sheet');
  await tomasz.page.bringToFront();
  const seen = () => tomasz.page.$$eval('#messages .gal img', (all) => all.map((one) => one.naturalWidth));
  await eventually('the pictures are loaded', async () => (await seen()).join() === '800,800');
  assert.equal(await tomasz.page.$eval('#messages .file', (one) => one.textContent.includes('colours.txt')), true);
  await eventually('the tray is empty', async () => (await tray(elin.page)) === 0);
  assert.deepEqual(await inspect(tomasz.page, 'files-sent'), []);

  // A file alone is a message; the field needs no text then.
  await give(elin.page, 'drop', '#log', 'alone.png', png);
  await waits(elin.page, 1);
  await elin.page.bringToFront();
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  await eventually('it has come', async () => (await tomasz.page.$$('#messages .gal')).length === 2);
  await eventually('the list knows it by its file', () => tomasz.page.evaluate(() => document.querySelector('.tree').textContent.includes('alone.png')));

  // Broken off and sent again.
  await elin.page.setOfflineMode(true);
  await give(elin.page, 'drop', '#log', 'again.png', png);
  await elin.page.waitForSelector('.way.failed');
  await elin.page.setOfflineMode(false);
  elin.page.problems.length = 0;
  assert.deepEqual(await inspect(elin.page, 'files-failed'), []);
  await elin.page.click('.failed .again');
  await waits(elin.page, 1);
  await Promise.all([elin.page.waitForNavigation(), elin.page.evaluate(() => location.reload())]);
  assert.equal(await tray(elin.page), 1, 'it waits over a reload');
});

journey('voice: recorded in the page and heard by the other', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await ready(elin.page);
  await elin.page.focus(sees.text);
  await elin.page.click('#composer [name=more]');
  await elin.page.waitForSelector('a[data-voice]');
  await elin.page.click('a[data-voice]');
  await elin.page.waitForSelector('.way.voice');
  await eventually('it counts', () => elin.page.$eval('.way.voice small', (one) => one.textContent === '0:02'));
  assert.deepEqual(await inspect(elin.page, 'voice-recording'), []);
  await elin.page.click('.way.voice .keep');
  await waits(elin.page, 1);
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  await eventually('it has come', () => tomasz.page.evaluate(() => !!document.querySelector('#messages audio')));
  await tomasz.page.bringToFront();
  const length = await tomasz.page.evaluate(async () => {
    const audio = document.querySelector('#messages audio');
    audio.muted = true;
    await audio.play();
    return audio.currentTime >= 0 && !audio.error;
  });
  assert.equal(length, true);
  assert.equal(await tomasz.page.$eval('#messages .file', (one) => /0:0[1-9]/.test(one.textContent)), true);
});

journey('files by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const { origin, pathname } = new URL(elin.page.url());
  await elin.page.goto(`${origin}${pathname}/uploads`);
  const input = await elin.page.$('#files');
  await input.uploadFile(await file('plan.txt', 'the plan'), await file('mark.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>'));
  await submit(elin.page, 'form[enctype]', { text: 'Two files' });
  assert.ok((await messages(elin.page)).some((text) => text.includes('Two files')));
  await tomasz.page.reload();
  const names = await tomasz.page.$$eval('#messages .file', (all) => all.map((one) => one.textContent));
  assert.ok(names[0].includes('plan.txt') && names[1].includes('mark.svg'), names.join());
  await tomasz.page.goto(`${origin}${pathname}/files`);
  assert.equal(await tomasz.page.$$eval('.lines li', (all) => all.length), 2);
});
