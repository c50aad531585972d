// A test with a stage: what it opens is closed after it, and a failure is printed with all that was going on. The tests of a
// file share a browser, and nothing in it: each person has a profile of their own.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import test, { after } from 'node:test';
import * as browsers from './browser.mjs';
import * as houses from './house.mjs';

const LIMIT = 180_000;

// By kind, each started when the first person comes who needs it.
const open = {};
after(() => Promise.all(Object.values(open).map(async (opening) => (await opening.catch(() => null))?.close())));

class Stage {
  constructor(kind) {
    this.kind = kind;
  }

  houses = [];
  people = [];
  #closing = [];

  openHouse = (options) => this.#house(houses.openHouse(options));

  openDemo = (options) => this.#house(houses.openDemo(options));

  person = async (house, who) => {
    open[this.kind] ??= browsers.openBrowser(this.kind);
    const someone = await browsers.person(house, await open[this.kind], who);
    this.people.push(someone);
    return someone;
  };

  // What a journey opens by itself.
  after(close) {
    this.#closing.push(close);
  }

  async #house(opening) {
    const house = await opening;
    this.houses.push(house);
    this.#closing.push(() => house.remove());
    return house;
  }

  async report(name) {
    for (const house of this.houses) console.error(`--- what ${house.url} printed\n${house.printed}`);
    for (const page of this.people.flatMap((someone) => someone.pages)) {
      const problems = page.problems.map((one) => one.join(': ')).join('\n');
      console.error(`--- ${page.person.email ?? 'visitor'} at ${page.url()}\n${problems}`);
    }
    const folder = process.env.HALLWAY_SHOTS;
    if (!folder) return;
    await mkdir(folder, { recursive: true });
    for (const [index, someone] of this.people.entries()) {
      const file = `failed-${name.replace(/\W+/g, '-')}-${index}.png`;
      await someone.page.screenshot({ path: path.join(folder, file) }).catch(() => {});
    }
  }

  async close() {
    for (const someone of this.people) await someone.leave();
    for (const close of this.#closing.reverse()) await close();
  }
}

// In the shell of the browser, or in all of it (`browser: 'whole'`).
export function journey(name, walk, { browser = 'shell' } = {}) {
  test(name, { timeout: LIMIT }, async () => {
    const stage = new Stage(browser);
    try {
      await walk(stage);
    } catch (error) {
      await stage.report(name);
      throw error;
    } finally {
      await stage.close();
    }
  });
}
