// Hostile texts that are known again: each is posted to its field with a mark at its end, and has to be seen on a page.
import assert from 'node:assert/strict';
import { eventually } from './browser.mjs';
import { check, watch } from './harmless.mjs';
import { vectors } from './hostile.mjs';

// Where the next page of a list is.
export const next = { older: '#older a', page: '.pages a', kept: '.do a[href*="before="]', found: 'a[rel=next]', notices: '.pages a.btn:not(.quiet)' };
export const flat = (text) => text.replace(/[\s\u0001]+/g, ' ').trim();
export const escaped = (text) => text.replaceAll('&', '&amp;').replaceAll('"', '&quot;');
export const soon = () => new Date(Date.now() + 86_400_000).toISOString().slice(0, 19);
let keys = 0;
export const key = () => `hostile-${++keys}-0123456789abcdef`;

// Each text of a field ends with a mark: what stands open before it would swallow it.
export class Marks {
  put = new Set();
  seen = new Set();

  // The texts as they are posted there, cut to so many characters, in one line if the field has one.
  of(field, { most = Infinity, line = false } = {}) {
    return vectors.map((vector, n) => {
      const mark = ` ~${field}${n}~`;
      this.put.add(mark.trim());
      return (line ? flat(vector) : vector).slice(0, most - mark.length) + mark;
    });
  }

  // What the page shows of them, in fields of forms, too.
  see = async (page, css = 'body') => {
    const all = await page.evaluate((css) => [...document.querySelectorAll(css)].flatMap((part) => [
      part.textContent, ...[...part.querySelectorAll('input, textarea')].map((field) => field.value),
    ]).join(' ').match(/~[a-z]+\d+~/g) ?? [], css);
    all.forEach((mark) => this.seen.add(mark));
  };

  // All of them have been, but what stands behind the first line of code, where lines of messages are shown.
  assertSeen({ lines = false } = {}) {
    const isCode = (mark) => lines && vectors[mark.match(/\d+/)].startsWith('```');
    assert.deepEqual([...this.put].filter((mark) => !this.seen.has(mark) && !isCode(mark)), [], 'what nobody has seen');
    assert.ok(this.put.size >= 300, `only ${this.put.size}`);
  }
}

export async function company(stage, options) {
  const house = await stage.openHouse({ database: 'postgres', ...options });
  const founder = await house.setUp({ company: 'Tidewater Press', name: 'Elin', email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  const colleague = await house.invite(founder, { name: 'Tomasz', email: 'tomasz@tidewater.example', password: 'unit two is warm again' });
  const [elin, tomasz] = await Promise.all([founder, colleague].map((who) => stage.person(house, who)));
  for (const { page } of [elin, tomasz]) await watch(page);
  return { house, founder: founder.client, colleague: colleague.client, elin: elin.page, tomasz: tomasz.page };
}

// Some at once: in which order they come is nobody's concern.
export async function each(all, work, many = 6) {
  const left = all.entries();
  const one = async () => { for (const [n, item] of left) await work(item, n); };
  await Promise.all(Array.from({ length: many }, one));
}

// Posts the texts to the chat.
export function say(client, chat, texts, fields = () => []) {
  return each(texts, (text, n) => client.send(`${chat}/messages`, [['text', text], ['key', key()], ...fields(n)]));
}

export async function newest(page, chat) {
  await page.goto(new URL(chat, page.person.house.url).href);
  return page.$$eval('#messages > li.m', (all) => Number(all.at(-1).id.slice(1)));
}

// What is open shows all up to the last one that is said there.
export async function follows(page, client, chat) {
  await say(client, chat, ['the last one of them']);
  const shown = () => page.evaluate(() => document.querySelector('#messages')?.textContent.includes('the last one of them'));
  await eventually('the last one is there', shown, 60_000).catch(async (error) => {
    await check(page);
    throw error;
  });
  await check(page);
}

// What the policy has refused; that something is refused, or not there, is an error of the console's, too.
export function broken(page) {
  return page.problems.filter(([, said]) => !/responded with a status of 4\d\d/.test(said));
}
