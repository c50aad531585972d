// A real mail server, with people's mailboxes: tests/mail/server. There can be one on a machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './browser.mjs';
import { plain } from './mail.mjs';

const PROGRAM = fileURLToPath(new URL('../../mail/server', import.meta.url));

export class RealMail {
  // Takes letters for everybody at `domain`, each of whom is away and has that answered over the server at `answers`.
  static async open(stage, domain, answers) {
    const folder = await mkdtemp(path.join(tmpdir(), 'hallway-mail-'));
    const [smtp, lmtp, imap, imaps] = await free(4);
    const arguments_ = [folder, domain, smtp, lmtp, imap, imaps, answers].map(String);
    // It ends, too, when this process is gone and with it the other end of its input.
    const child = spawn(PROGRAM, arguments_, { stdio: ['pipe', 'pipe', 'pipe'] });
    const mail = new RealMail(folder, child, { smtp, imap });
    stage.after(() => mail.close());
    let said = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said += data; });
    for (const port of [smtp, lmtp, imap]) {
      await eventually(`the mail server listens at ${port}`, () => {
        if (mail.ended) throw new Error(`the mail server has ended: ${said}`);
        return listens(port);
      }, 20_000);
    }
    return mail;
  }

  constructor(folder, child, ports) {
    Object.assign(this, { folder, child, ports, seen: new Set(), ended: false });
    this.end = new Promise((resolve) => {
      for (const event of ['exit', 'error']) child.on(event, () => { this.ended = true; resolve(); });
    });
  }

  // The next letter that this name has got, whole, quoted-printable undone.
  async next(name, what) {
    const box = path.join(this.folder, 'box', name, 'new');
    const file = await eventually(`${name} gets a letter: ${what}`, async () => {
      const files = await readdir(box).catch(() => []);
      return files.find((one) => !this.seen.has(one));
    }, 30_000);
    this.seen.add(file);
    return plain((await readFile(path.join(box, file), 'latin1')).replaceAll('\r\n', '\n'));
  }

  // Sends a letter as people's programs do.
  async send(from, to, text) {
    const socket = connect(this.ports.smtp, '127.0.0.1').setEncoding('utf8');
    const letter = `From: ${from}\r\nTo: ${to}\r\nMessage-ID: <${Date.now()}.${from}>\r\nSubject: Re: hello\r\n\r\n${text.replace(/^\./gm, '..').replaceAll('\n', '\r\n')}`;
    const lines = ['EHLO program', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${letter}\r\n.`, 'QUIT'];
    for (const line of ['', ...lines]) {
      if (line) socket.write(`${line}\r\n`);
      let said = '';
      do said += (await once(socket, 'data'))[0]; while (!/^\d{3} .*\r\n/m.test(said));
      if (!/^[23]/.test(said)) throw new Error(`${line}: ${said}`);
    }
    socket.destroy();
  }

  async close() {
    this.child.kill('SIGTERM');
    await this.end;
    await rm(this.folder, { recursive: true, force: true });
  }
}

// Below those that the system gives away by itself.
async function free(count) {
  const ports = [];
  for (let port = 32_200 + process.pid % 100 * 5; ports.length < count; port++) {
    if (!await listens(port)) ports.push(port);
  }
  return ports;
}

async function listens(port) {
  const socket = connect(port, '127.0.0.1');
  const answer = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
  socket.destroy();
  return answer;
}
