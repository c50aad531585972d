// Files on their way and what plays: progress, what is left out, a recording that is not wanted, a film.
import assert from 'node:assert/strict';
import { eventually } from './support/browser.mjs';
import { sees } from './support/addresses.mjs';
import { openExtra, twoPeople } from './support/chat.mjs';
import { bytes, give, ready, tray, waits } from './support/files.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

// Drops a file of so many bytes onto the messages.
const drop = (page, name, size) => page.evaluate((name, size) => {
  const data = new DataTransfer();
  data.items.add(new File([new Uint8Array(size).fill(65)], name));
  document.querySelector('#log').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
}, name, size);

const ways = (page) => page.$$eval('.tray .way', (all) => all.map((one) => one.querySelector('b').textContent));
// Leaves out the file that is on its way under this name: the last of its buttons.
const leaveOut = async (page, name) => {
  for (const way of await page.$$('.tray .way')) {
    if (await way.$eval('b', (one) => one.textContent) === name) return (await way.$('button:last-of-type')).click();
  }
  throw new Error(`${name} is not on its way`);
};
const last = (page) => eventually('it has come', () => page.evaluate(() =>
  [...document.querySelectorAll('#messages .m')].at(-1)?.querySelector('.b').textContent.replace(/\s+/g, ' ').trim()));

journey('progress is shown, and what is left out on its way is not sent', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await ready(page);
  await page.emulateNetworkConditions({ download: 10_000_000, upload: 300_000, latency: 0 });
  await drop(page, 'long.bin', 3_000_000);
  await drop(page, 'second.bin', 2000);
  await drop(page, 'third.bin', 2000);
  await eventually('all are shown', async () => (await ways(page)).join() === 'long.bin,second.bin,third.bin');
  const progress = () => page.$eval('.tray .way', (way) => [way.querySelector('progress').value, way.querySelector('small').textContent]);
  const [some] = await eventually('it is on its way', async () => {
    const [value, words] = await progress();
    return value > 0 && value < 1 && /^[\d.]+ MB \/ 2\.9 MB$/.test(words) && [value];
  });
  await eventually('it goes on', async () => (await progress())[0] > some);
  assert.deepEqual(await inspect(page, 'files-way'), []);
  // One that waits, and the one that is being sent.
  await leaveOut(page, 'second.bin');
  assert.deepEqual(await ways(page), ['long.bin', 'third.bin']);
  await leaveOut(page, 'long.bin');
  // The line stays slow until the next one is there: of a faster one the browser still sends what it had ready.
  await waits(page, 1);
  await page.emulateNetworkConditions(null);
  assert.deepEqual(await ways(page), []);
  await page.focus(sees.text);
  await page.keyboard.press('Enter');
  assert.match(await last(tomasz.page), /^third\.bin/);
  await page.reload();
  assert.equal(await tray(page), 0, 'the server has nothing of the others');

  // Several at once, and sent before any of them has come: they go with it, in order.
  await ready(page);
  await page.focus(sees.text);
  await page.keyboard.type('All of it');
  for (const name of ['one.bin', 'two.bin', 'three.bin']) await drop(page, name, 2000);
  await page.keyboard.press('Enter');
  const whole = () => tomasz.page.$$eval('#messages .m', (all) => [all.at(-1).textContent.includes('All of it'), ...[...all.at(-1).querySelectorAll('.file b')].map((one) => one.textContent)]);
  await eventually('they go with it', async () => (await whole()).join() === 'true,one.bin,two.bin,three.bin');
  for (const one of [page, tomasz.page]) one.assertClean();
});

journey('what is left out when all of it has been sent is removed, and no other', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await ready(page);
  await drop(page, 'kept.bin', 2000);
  await waits(page, 1);
  // The answers to files are held back.
  const line = await page.createCDPSession(), held = [];
  line.on('Fetch.requestPaused', ({ requestId }) => held.push(requestId));
  await line.send('Fetch.enable', { patterns: [{ urlPattern: '*/uploads', requestStage: 'Response' }] });
  const goOn = async (what) => {
    await eventually(`the answer ${what} is held`, () => held.length > 0);
    await line.send('Fetch.continueRequest', { requestId: held.shift() });
  };
  await drop(page, 'whole.bin', 2000);
  await drop(page, 'next.bin', 2000);
  await eventually('the server has it', () => held.length === 1);
  await leaveOut(page, 'whole.bin');
  assert.deepEqual(await ways(page), ['next.bin']);
  for (const answer of ['of the file', 'of its removal', 'of the next one']) await goOn(answer);
  await waits(page, 2);
  await line.send('Fetch.disable');
  assert.deepEqual(await ways(page), []);
  const names = () => page.$$eval('#composer .tray b', (all) => all.map((one) => one.textContent).join());
  assert.equal(await names(), 'kept.bin,next.bin');
  await page.reload();
  assert.equal(await names(), 'kept.bin,next.bin', 'the server has nothing of it');
  for (const one of [page, tomasz.page]) one.assertClean();
});

journey('a recording that is left out is sent nowhere, and the microphone is off', async (stage) => {
  const { elin } = await twoPeople(stage);
  const { page } = elin;
  await ready(page);
  await page.evaluate(() => {
    const devices = navigator.mediaDevices, ask = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (what) => (window.heard = await ask(what));
  });
  const sent = [];
  page.on('request', (request) => /\/uploads$/.test(request.url()) && sent.push(request.url()));
  await openExtra(page);
  await page.click('button[data-voice]');
  await eventually('it counts', () => page.evaluate(() => document.querySelector('.way.voice small')?.textContent === '0:01'));
  const live = () => page.evaluate(() => window.heard.getTracks().map((track) => track.readyState).join());
  assert.equal(await live(), 'live');
  await page.click('.way.voice button:last-of-type');
  await eventually('it is gone', async () => (await page.$('.way.voice')) === null);
  assert.equal(await live(), 'ended');
  // What is recorded next is kept, alone.
  await page.click('button[data-voice]');
  await eventually('it counts', () => page.evaluate(() => document.querySelector('.way.voice small')?.textContent === '0:01'));
  await page.click('.way.voice .keep');
  await waits(page, 1);
  assert.equal(sent.length, 1);
  page.assertClean();
});

// A second of a film, made by the page itself: one square goes over another one.
const film = (page) => page.evaluate(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 160, height: 90 }), brush = canvas.getContext('2d');
  let step = 0;
  const draw = setInterval(() => {
    brush.fillStyle = '#2f6f5e';
    brush.fillRect(0, 0, 160, 90);
    brush.fillStyle = '#fff';
    brush.fillRect(step++ * 5 % 160, 30, 30, 30);
  }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm' }), parts = [];
  recorder.addEventListener('dataavailable', ({ data }) => parts.push(data));
  const over = new Promise((done) => recorder.addEventListener('stop', done));
  recorder.start();
  await new Promise((done) => setTimeout(done, 1500));
  recorder.stop();
  await over;
  clearInterval(draw);
  const all = new Uint8Array(await new Blob(parts).arrayBuffer());
  let text = '';
  for (const byte of all) text += String.fromCharCode(byte);
  return btoa(text);
});

journey('a film is played in the page, in pieces', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await ready(elin.page);
  const base64 = await film(elin.page), whole = Buffer.from(base64, 'base64');
  assert.ok(whole.length > 1000, `${whole.length} bytes`);
  await give(elin.page, 'drop', '#log', 'strip.webm', base64);
  await waits(elin.page, 1);
  const answers = [];
  tomasz.page.on('response', (answer) => /\/files\/\d+$/.test(answer.url()) && answers.push(answer.status()));
  await elin.page.focus(sees.text);
  await elin.page.keyboard.press('Enter');
  assert.match(await last(tomasz.page), /^strip\.webm/);
  await tomasz.page.bringToFront();
  const video = await tomasz.page.waitForSelector('#messages video[controls]');
  await eventually('its first picture is there', () => video.evaluate((one) => one.readyState >= 2 && one.videoWidth === 160));
  await video.evaluate((one) => { one.muted = true; return one.play(); });
  await eventually('it goes on to its end', () => video.evaluate((one) => one.ended && one.currentTime > 1));
  assert.deepEqual([...new Set(answers)], [206]);
  // A piece of it is that piece.
  const address = await video.evaluate((one) => one.src);
  const piece = await bytes(tomasz.page, address, { range: 'bytes=100-299' });
  assert.deepEqual([piece.status, piece.type, piece.range], [206, 'video/webm', `bytes 100-299/${whole.length}`]);
  assert.ok(piece.body.equals(whole.subarray(100, 300)));
  assert.equal((await bytes(tomasz.page, address, { range: `bytes=${whole.length}-` })).status, 416);
  for (const { page } of [elin, tomasz]) page.assertClean();
});
