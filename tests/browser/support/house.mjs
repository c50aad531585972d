// One Hallway with its own data, on a port of its own. It is ended by process id.
import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { at, demoPeople, fill, invitationLink, serverAddress, setUpAddress } from './addresses.mjs';
import { Client } from './client.mjs';

const run = promisify(execFile);
const PATIENCE = 30_000;

function needed(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run ./test at the root of the project`);
  return value;
}

// The program, that asks for pages of links on this machine, too.
const near = () => path.join(path.dirname(needed('HALLWAY_BIN')), 'examples', 'near');

// Nothing of a developer's own configuration reaches the server.
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('HALLWAY_')));
}

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(1));

class House {
  constructor(data, database) {
    this.data = data;
    this.database = database;
    this.port = 0;
    this.printed = '';
    this.people = [];
  }

  get url() {
    return `http://127.0.0.1:${this.port}`;
  }

  get storage() {
    return ['--data', this.data, ...(this.database ? ['--database', this.database] : [])];
  }

  // Starts the server; again after `stop` or `kill`: the same port, the same data.
  async start(args = []) {
    const from = this.printed.length;
    // Journeys post faster than anybody types.
    const command = ['serve', '--listen', `127.0.0.1:${this.port}`, '--forms-per-minute', '100000', ...this.storage, ...args];
    const child = spawn(this.near ? near() : needed('HALLWAY_BIN'), command, {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: environment(),
    });
    child.on('error', (error) => (this.printed += `${error}\n`));
    running.add(child);
    this.child = child;
    this.args = args;
    this.ended = once(child, 'exit').then(([code, signal]) => {
      running.delete(child);
      return code ?? signal;
    });
    child.stdout.setEncoding('utf8').on('data', (text) => (this.printed += text));
    child.stderr.setEncoding('utf8').on('data', (text) => (this.printed += text));
    const line = await this.says(serverAddress, from);
    this.port = Number(line[1]);
    return this;
  }

  async says(pattern, from = 0) {
    const until = Date.now() + PATIENCE;
    for (;;) {
      // Whole lines only: half an address is an address, too.
      const found = this.printed.slice(from, this.printed.lastIndexOf('\n') + 1).match(pattern);
      if (found) return found;
      const over = this.child.exitCode ?? this.child.signalCode;
      if (over !== null || Date.now() > until) {
        const what = over === null ? 'did not say' : `ended (${over}) before it said`;
        throw new Error(`the server ${what} ${pattern}\n${this.printed}`);
      }
      await delay(20);
    }
  }

  async kill() {
    this.child.kill('SIGKILL');
    await this.ended;
  }

  async restart() {
    return this.start(this.args);
  }

  // Asks the server to stop, and wants it to end well.
  async stop() {
    this.child.kill('SIGTERM');
    const late = delay(PATIENCE, 'late', { ref: false });
    const code = await Promise.race([this.ended, late]);
    if (code === 0) return;
    if (code === 'late') await this.kill();
    throw new Error(`the server was asked to stop and ended with: ${code}\n${this.printed}`);
  }

  async remove() {
    if (this.child && this.child.exitCode === null && this.child.signalCode === null) await this.kill();
    await rm(this.data, { recursive: true, force: true });
    if (this.database) await psql(`DROP DATABASE IF EXISTS ${new URL(this.database).pathname.slice(1)} WITH (FORCE)`);
  }

  // Does something in a PostgreSQL database that no page does.
  async execute(statement) {
    await psql(statement, this.database);
  }

  client() {
    return new Client(this.url);
  }

  // Goes through the set-up page of an empty house; the person who does is its first administrator.
  async setUp(person) {
    const [address] = await this.says(setUpAddress);
    const client = this.client();
    await client.submit(address, fill.setUp(person));
    return { ...person, client };
  }

  async signIn(person) {
    const client = this.client();
    await client.submit(at.signIn, fill.signIn(person));
    return { ...person, client };
  }

  // The administrator invites, the new person accepts.
  async invite(administrator, person) {
    const { html } = await administrator.client.submit(at.invitations, fill.invite());
    const client = this.client();
    await client.submit(invitationLink(html), fill.join(person));
    return { ...person, client };
  }
}

async function psql(statement, database = needed('HALLWAY_TEST_POSTGRES')) {
  await run('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', database, '-c', statement]);
}

async function emptyHouse(database) {
  const server = database === 'postgres' && needed('HALLWAY_TEST_POSTGRES');
  const data = await mkdtemp(path.join(tmpdir(), 'hallway-journey-'));
  if (!server) return new House(data, null);
  const url = new URL(server);
  url.pathname = `/hallway_${randomBytes(6).toString('hex')}`;
  await psql(`CREATE DATABASE ${url.pathname.slice(1)}`);
  return new House(data, url.href);
}

async function started(house, args) {
  try {
    return await house.start(args);
  } catch (error) {
    await house.remove();
    throw error;
  }
}

export async function openHouse({ database = 'sqlite', args = [], near = false } = {}) {
  return started(Object.assign(await emptyHouse(database), { near }), args);
}

// A house with the demo's company in it; `people` may sign in.
export async function openDemo({ database = 'sqlite', args = [] } = {}) {
  const house = await emptyHouse(database);
  const { stdout } = await run(needed('HALLWAY_BIN'), ['demo', ...house.storage], { env: environment() });
  house.people = demoPeople(stdout);
  return started(house, args);
}
