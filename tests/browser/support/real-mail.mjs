// A real mail server, with people's mailboxes: tests/mail/server. There can be one on a machine.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from './browser.mjs';
import { plain } from './mail.mjs';

const PROGRAM = fileURLToPath(new URL('../../mail/server', import.meta.url));

export class RealMail {
  // Takes letters for everybody at `domain`, each of whom is away and has that answered over the server at `answers`.
  static async open(domain, answers) {
    const folder = await mkdtemp(path.join(tmpdir(), 'hallway-mail-'));
    const [smtp, lmtp, imap, imaps] = await free(4);
    const arguments_ = [folder, domain, smtp, lmtp, imap, imaps, answers].map(String);
    const child = spawn(PROGRAM, arguments_, { stdio: 'ignore' });
    const mail = new RealMail(folder, child, { smtp, imap });
    for (const port of [smtp, lmtp, imap]) await eventually(`the mail server listens at ${port}`, () => listens(port), 20_000);
    return mail;
  }

  constructor(folder, child, ports) {
    Object.assign(this, { folder, child, ports, seen: new Set() });
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
    const letter = `From: ${from}\r\nTo: ${to}\r\nMessage-ID: <${Date.now()}.${from}>\r\nSubject: Re: hello\r\n\r\n${text.replaceAll('\n', '\r\n')}`;
    const lines = ['EHLO program', `MAIL FROM:<${from}>`, `RCPT TO:<${to}>`, 'DATA', `${letter}\r\n.`, 'QUIT'];
    for (const line of ['', ...lines]) {
      if (line) socket.write(`${line}\r\n`);
      let said = '';
      do [said] = await once(socket, 'data'); while (!/^\d{3} /m.test(said));
      if (!/^[23]/.test(said)) throw new Error(`${line}: ${said}`);
    }
    socket.destroy();
  }

  async close() {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

async function free(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, '127.0.0.1'));
  await Promise.all(servers.map((server) => once(server, 'listening')));
  const ports = servers.map((server) => server.address().port);
  servers.forEach((server) => server.close());
  return ports;
}

async function listens(port) {
  const socket = connect(port, '127.0.0.1');
  const answer = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
  socket.destroy();
  return answer;
}
