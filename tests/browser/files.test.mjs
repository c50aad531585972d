// Files: two people send them to each other, by script and by forms only.
import assert from 'node:assert/strict';
import { sees } from './support/addresses.mjs';
import { eventually, follow, submit, text } from './support/browser.mjs';
import { messages, openExtra, twoPeople } from './support/chat.mjs';
import { bytes, file, give, hum, png, ready, tray, waits } from './support/files.mjs';
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

journey('files: dropped, pasted and picked, they go with a message and are seen at once', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const png = await picture(elin.page, 2000);
  await ready(elin.page);
  await give(elin.page, 'drop', '#log', 'strip.png', png);
  await waits(elin.page, 1);
  await give(elin.page, 'paste', sees.text, 'sheet.png', png);
  await waits(elin.page, 2);
  await openExtra(elin.page);
  const [chooser] = await Promise.all([elin.page.waitForFileChooser(), elin.page.click('[data-attach]')]);
  await chooser.accept([await file('colours.txt', 'warm, cold'), await file('empty.txt', '')]);
  await waits(elin.page, 3);
  await eventually('what is wrong is said', async () => (await text(elin.page, '#tray .fail'))?.includes('empty.txt is empty'));
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
  await openExtra(elin.page);
  await elin.page.click('button[data-voice]');
  await elin.page.waitForSelector('.way.voice');
  await eventually('it counts', () => elin.page.$eval('.way.voice small', (one) => one.textContent === '0:02'));
  assert.deepEqual(await inspect(elin.page, 'voice-recording'), []);
  await elin.page.click('.way.voice .keep');
  await waits(elin.page, 1);
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  await eventually('it has come', () => tomasz.page.evaluate(() => !!document.querySelector('#messages audio')));
  await tomasz.page.bringToFront();
  // What he hears is what hummed for two seconds, and it goes on while he listens.
  const heard = await tomasz.page.evaluate(async () => {
    const audio = document.querySelector('#messages audio');
    const sound = await new AudioContext().decodeAudioData(await (await fetch(audio.src)).arrayBuffer());
    audio.muted = true;
    await audio.play();
    return { seconds: sound.duration, loud: sound.getChannelData(0).some((of) => Math.abs(of) > .01) };
  });
  assert.ok(heard.loud && heard.seconds > 1 && heard.seconds < 10, JSON.stringify(heard));
  await eventually('it goes on', () => tomasz.page.$eval('#messages audio', (audio) => audio.currentTime > .5));
  assert.equal(await tomasz.page.$eval('#messages .file', (one) => /0:0[1-9]/.test(one.textContent)), true);
});

journey('files and voice by forms only', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const { origin, pathname } = new URL(elin.page.url());
  const form = 'form[enctype]';
  const choose = async (...files) => {
    await elin.page.goto(`${origin}${pathname}/uploads`);
    await (await elin.page.$('#files')).uploadFile(...files);
  };
  await choose(await file('plan.txt', 'the plan'), await file('mark.svg', '<svg xmlns="http://www.w3.org/2000/svg"><script>document.title="run"</script></svg>'));
  await submit(elin.page, form, { text: 'Two files' });
  assert.ok((await messages(elin.page)).some((text) => text.includes('Two files')));
  await tomasz.page.reload();
  const names = await tomasz.page.$$eval('#messages .file', (all) => all.map((one) => one.textContent));
  assert.ok(names[0].includes('plan.txt') && names[1].includes('mark.svg'), names.join());
  await tomasz.page.goto(`${origin}${pathname}/files`);
  assert.equal(await tomasz.page.$$eval('.lines li', (all) => all.length), 2);

  // One of them cannot be sent; the others wait, one is taken out, and what was typed stays.
  await choose(await file('strip.png', png(2000, 1000)), await file('wrong.txt', 'another one'), await file('empty.txt', ''));
  await elin.page.type(`${form} [name=text]`, 'The strip of page 31');
  await follow(elin.page, `${form} .go`);
  assert.match(await text(elin.page, '.tray .fail'), /empty\.txt is empty/);
  const waiting = () => elin.page.$$eval('.tray .file b', (all) => all.map((one) => one.textContent));
  assert.deepEqual(await waiting(), ['strip.png', 'wrong.txt']);
  const [, remove] = await elin.page.$$('.tray [name=remove]');
  await Promise.all([elin.page.waitForNavigation(), remove.click()]);
  assert.deepEqual(await waiting(), ['strip.png']);
  assert.equal(await elin.page.$eval(`${form} [name=text]`, (field) => field.value), 'The strip of page 31');
  await follow(elin.page, `${form} .go`);
  assert.equal(await tray(elin.page), 0);
  await tomasz.page.goto(origin + pathname);
  const last = () => tomasz.page.$$eval('#messages .m', (all) => all.at(-1).querySelector('.b').textContent.replace(/\s+/g, ' ').trim());
  assert.equal(await last(), 'The strip of page 31');
  const small = await tomasz.page.waitForSelector('#messages .gal img');
  await eventually('it is loaded', () => small.evaluate((image) => image.complete && image.naturalWidth > 0));
  const [width, href, src] = await small.evaluate((image) => [image.naturalWidth, image.closest('a').href, image.src]);
  assert.ok(width < 2000 && src === `${href}/preview`, `${src} is ${width} wide`);
  const [preview, whole] = [await bytes(tomasz.page, src), await bytes(tomasz.page, href)];
  assert.deepEqual([preview.type, whole.type], ['image/jpeg', 'image/png']);
  assert.ok(!(await tomasz.page.$eval('#messages', (all) => all.textContent)).includes('wrong.txt'));

  // Spoken elsewhere, and heard in the page.
  await choose(await file('spoken.wav', hum(1)));
  await follow(elin.page, `${form} .go`);
  await tomasz.page.reload();
  const player = await tomasz.page.waitForSelector('#messages audio[controls]');
  const spoken = await bytes(tomasz.page, await player.evaluate((audio) => audio.src), { range: 'bytes=0-3' });
  assert.deepEqual([spoken.status, spoken.type, spoken.range, spoken.body.toString()], [206, 'audio/wav', `bytes 0-3/${hum(1).length}`, 'RIFF']);
  assert.match(await last(), /^spoken\.wav/);
  elin.page.assertClean({ status: 422 });
  tomasz.page.assertClean();
});
