// A mail server on the loopback that takes every letter.
import { createServer } from 'node:net';
import { once } from 'node:events';
import { eventually } from './browser.mjs';

export class MailServer {
  static async open() {
    const letters = [];
    const server = createServer((socket) => serve(socket, letters));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new MailServer(server, letters);
  }

  constructor(server, letters) {
    Object.assign(this, { server, letters, port: server.address().port, taken: 0 });
  }

  // The next letter, whole, quoted-printable undone.
  async next(what) {
    const letter = await eventually(`a letter: ${what}`, () => this.letters[this.taken], 30_000);
    this.taken += 1;
    return letter;
  }

  close() {
    this.server.close();
  }
}

function serve(socket, letters) {
  let rest = '';
  let body = null;
  socket.setEncoding('utf8').on('error', () => {});
  socket.on('data', (data) => {
    const lines = (rest + data).split('\r\n');
    rest = lines.pop();
    for (const line of lines) {
      if (body === null) socket.write(answer(line, () => { body = []; }));
      else if (line !== '.') body.push(line.replace(/^\./, ''));
      else {
        letters.push(plain(body.join('\n')));
        body = null;
        socket.write('250 2.0.0 queued\r\n');
      }
    }
    if (/^QUIT/i.test(lines.at(-1) ?? '')) socket.end();
  });
  socket.write('220 peer ESMTP\r\n');
}

function answer(line, begin) {
  if (/^EHLO/i.test(line)) return '250-peer\r\n250 8BITMIME\r\n';
  if (!/^DATA/i.test(line)) return '250 ok\r\n';
  begin();
  return '354 go on\r\n';
}

// What a letter shows, in both of its forms, as documents.
export function shownBy(letter) {
  const [, text] = letter.match(/^Content-Type: text\/plain[^]*?\n\n([^]*?)\n--(?=\S)/m);
  const [html] = letter.match(/<!doctype html>[^]*<\/html>/);
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const plain = `<!doctype html><html lang="en"><title>Text</title><meta name="color-scheme" content="light dark"><main><h1>Text</h1><pre style="white-space:pre-wrap;overflow-wrap:anywhere">${escaped}</pre></main></html>`;
  return { html, plain };
}

// Quoted-printable undone.
export function plain(letter) {
  const bytes = letter.replaceAll('=\n', '').replace(/=([0-9A-F]{2})/g, (_, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
