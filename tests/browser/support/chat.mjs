// What a person does and sees in a chat.
import { at, sees } from './addresses.mjs';
import { eventually, follow, settled, submit, text } from './browser.mjs';

// A company of two people, both at the chat that a new company has.
export async function twoPeople(stage, options) {
  const house = await stage.openHouse(options);
  const elin = await house.setUp({
    company: 'Tidewater Press', name: 'Elin Lindqvist',
    email: 'elin@tidewater.example', password: 'a door that is left ajar',
  });
  const tomasz = await house.invite(elin, {
    name: 'Tomasz Wilk', email: 'tomasz@tidewater.example', password: 'unit two is warm again',
  });
  const script = options?.script;
  const people = await Promise.all([elin, tomasz].map((someone) => stage.person(house, { ...someone, script })));
  for (const someone of people) await enter(someone.page);
  return { house, elin: people[0], tomasz: people[1] };
}

// Goes to the first chat of the list.
export async function enter(page) {
  const { origin } = new URL(page.person.house.url);
  await page.goto(origin + at.messages);
  const link = await page.evaluate((css) => document.querySelector(css)?.href, sees.chatLink);
  if (!link) throw new Error(`there is no ${sees.chatLink} at ${page.url()}`);
  await page.goto(link);
  await page.waitForSelector(sees.text);
  return link;
}

// Types and presses Enter; returns when the server has said that it has it.
export async function send(page, words) {
  await page.bringToFront();
  await page.focus(sees.text);
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
  await settled(page, `"${words}" is acknowledged: the composer is empty`,
    (css) => document.querySelector(css)?.value === '', sees.text);
}

// Opens what is behind the plus. Returns when all of it is there: until then the buttons may move from under the pointer.
export async function openExtra(page) {
  await page.bringToFront();
  await page.focus(sees.text);
  await page.waitForSelector('#emoji');
  await page.click(sees.more);
  await page.waitForSelector(sees.marks);
}

export async function sendWithoutScript(page, words) {
  await submit(page, sees.composer, { text: words });
}

// The texts of the messages on the page, in order. Not innerText: a page in the background has not laid them out. A line
// break is `<br>` and a line end.
export function messages(page) {
  return page.evaluate((message, body) => [...document.querySelectorAll(message)]
    .map((row) => row.querySelector(body)?.textContent.trim() ?? ''), sees.message, sees.messageText);
}

export async function shows(page, words) {
  await eventually(`"${words}" is shown at ${page.url()}`, async () => (await messages(page)).includes(words));
}

export async function gone(page, words) {
  await eventually(`"${words}" is gone at ${page.url()}`, async () => !(await messages(page)).includes(words));
}

// One of what matches has these words in it.
export async function says(page, css, words) {
  await eventually(`${css} says "${words}" at ${page.url()}`, () => page.evaluate((css, words) =>
    [...document.querySelectorAll(css)].some((one) => one.textContent.includes(words)), css, words));
}

// Each of `expected` once, in this order, among the messages that begin with `about`.
export async function showsExactly(page, about, expected) {
  const mine = async () => (await messages(page)).filter((words) => words.startsWith(about));
  const same = async () => JSON.stringify(await mine()) === JSON.stringify(expected);
  await eventually(`exactly ${expected.join(', ')}`, same).catch(async (error) => {
    throw new Error(`${error.message}\nseen: ${(await mine()).join(', ')}`);
  });
}

// All that the page says of messages and chats, white space folded. The line "new since" tells when this page was opened,
// so it is left out.
function saying(page) {
  return page.evaluate((list, recent, dividers) => {
    const said = (css) => {
      const copy = document.querySelector(css)?.cloneNode(true);
      copy?.querySelectorAll('script, template').forEach((node) => node.remove());
      return [...copy?.children ?? []]
        .filter((row) => !row.matches(dividers))
        .map((row) => `${row.id} ${row.textContent}`.replace(/\s+/g, ' ').trim());
    };
    return { messages: said(list), recent: said(recent) };
  }, sees.messages, sees.recent, sees.dividers.split(' ').at(-1));
}

// The page, which has been through something, says what a fresh load of it says.
export async function sameAsFresh(page) {
  const fresh = await page.person.open(page.url());
  let both;
  await eventually('the old page says what a fresh one says', async () => {
    both = (await Promise.all([saying(page), saying(fresh)])).map((said) => JSON.stringify(said, null, 1));
    return both[0] === both[1];
  }).catch((error) => {
    throw new Error(`${error.message}\n--- old\n${both[0]}\n--- fresh\n${both[1]}`);
  });
  fresh.assertClean();
  await fresh.close();
  await page.bringToFront();
}

// The number in the rail ('' is none) and the same number before the title.
export async function countsUnread(page, number) {
  await settled(page, `${number || 'nothing'} unread in the rail and in the title`, (css, count) => {
    const rail = document.querySelector(css)?.textContent.trim() ?? '';
    return rail === count && (document.title.match(/^\((\d+\+?)\) /)?.[1] ?? '') === count;
  }, sees.unread, number).catch(async (error) => {
    throw new Error(`${error.message}; rail: ${await text(page, sees.unread)}, title: ${await page.title()}`);
  });
}

// In so many seconds, as a field of a date and a time has it; the company's clock is that of this machine.
export const soon = (seconds) => new Date(Date.now() + seconds * 1000).toISOString().slice(0, 19);

export const visit = (page, address) => page.goto(new URL(address, page.person.house.url).href);

// A group of the two that looks like nothing yet, made by whose page this is: the address of its chat.
export async function group(page, name, { alone = false } = {}) {
  await visit(page, at.newChat);
  await page.type(sees.newGroupName, name);
  if (!alone) await page.click(sees.firstToAdd);
  await follow(page, sees.makeGroup);
  return page.url();
}

// Opens the chat with the one other person of the company.
export async function writeTo(page) {
  await page.goto(page.person.house.url + at.newChat);
  await submit(page, sees.people, {});
  await page.waitForSelector(sees.text);
}
