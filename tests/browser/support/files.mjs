// Files as journeys send them.
import { rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { eventually } from './browser.mjs';

const folder = await mkdtemp(join(tmpdir(), 'hallway-files-'));
process.on('exit', () => rmSync(folder, { recursive: true }));

// One on the disk, of this name.
export async function file(name, content) {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

// Something that is dropped or pasted, with a file in it.
export const give = (page, kind, css, name, base64) => page.evaluate((kind, css, name, base64) => {
  const data = new DataTransfer();
  data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], name));
  const event = kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
    : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true });
  document.querySelector(css).dispatchEvent(event);
}, kind, css, name, base64);

// How many files wait for their message, on the page.
export const tray = (page) => page.$$eval('#composer .tray [name=file]', (all) => all.length);

export const waits = (page, count) => eventually(`${count} wait`, async () => (await tray(page)) === count);

// Script is there once the tools are.
export async function ready(page) {
  await page.bringToFront();
  await page.hover('#log');
  await eventually('the tools are there', () => page.evaluate(() => !!document.querySelector('#tools')));
}

// What this person is answered there, with these heads.
export async function bytes(page, address, headers = {}) {
  const cookies = await page.browserContext().cookies();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(address, { headers: { ...headers, cookie } });
  const { headers: heads, status } = answer;
  return { status, type: heads.get('content-type'), range: heads.get('content-range'), body: Buffer.from(await answer.arrayBuffer()) };
}

function crc(data) {
  let sum = ~0;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = sum >>> 1 ^ (sum & 1 && 0xedb88320);
  }
  return ~sum >>> 0;
}

// A picture, one half of it green (PNG, ISO/IEC 15948).
export function png(width, height) {
  const part = (name, data) => {
    const whole = Buffer.concat([Buffer.from(name), data]), ends = Buffer.alloc(8);
    ends.writeUInt32BE(data.length);
    ends.writeUInt32BE(crc(whole), 4);
    return Buffer.concat([ends.subarray(0, 4), whole, ends.subarray(4)]);
  };
  const head = Buffer.alloc(13), line = Buffer.alloc(1 + 3 * width, 255);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([8, 2], 8); // eight bits each of red, green, blue
  line[0] = 0;
  for (let x = 0; x < width / 2; x++) line.set([47, 111, 94], 1 + 3 * x);
  const lines = Buffer.concat(Array(height).fill(line));
  return Buffer.concat([
    Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), part('IHDR', head), part('IDAT', deflateSync(lines)), part('IEND', Buffer.alloc(0)),
  ]);
}

// So many seconds of 440 Hz (WAV: eight bits, 8 kHz, one channel).
export function hum(seconds) {
  const head = Buffer.from(`RIFF----WAVEfmt ${'-'.repeat(20)}data----`), samples = Buffer.alloc(8000 * seconds);
  for (let at = 0; at < samples.length; at++) samples[at] = 128 + Math.round(100 * Math.sin(2 * Math.PI * 440 * at / 8000));
  head.writeUInt32LE(36 + samples.length, 4);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(8000, 24);
  head.writeUInt32LE(8000, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}
