// Texts that would run something, or break a line, in every field that is shown: nothing runs, nothing is wider than the screen.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { choose, eventually, settled, submit } from './support/browser.mjs';
import { enter, messages } from './support/chat.mjs';
import { check, fits, leaf, look, watch } from './support/harmless.mjs';
import { horrors, short, vectors } from './support/hostile.mjs';
import { journey } from './support/journey.mjs';

const HEADER = 'name,email,department,title';

const cell = (text) => `"${text.replaceAll('"', '""')}"`;
const named = (of) => short[of % short.length];

// A list of people who are called so, in departments that are, with titles that are.
function list() {
  const department = (n) => `Below/${named(n * 7).replaceAll('/', '').slice(0, 60)}`;
  const row = (_, n) => [named(n), `p${n}@tidewater.example`, department(n % 40), named(n + 1)].map(cell).join(',');
  return [HEADER, ...short.map(row)].join('\n');
}

// A company of two people whose names would run something, both at a browser.
async function company(stage) {
  const house = await stage.openHouse({ database: 'postgres' });
  const founder = await house.setUp({
    company: '"><img src=x onerror=ran()>', name: '<svg onload=ran()>', email: 'elin@tidewater.example', password: 'a door that is left ajar',
  });
  const colleague = await house.invite(founder, {
    name: "'><script>ran()</script>", email: 'tomasz@tidewater.example', password: 'unit two is warm again',
  });
  const [elin, tomasz] = await Promise.all([founder, colleague].map((who) => stage.person(house, who)));
  for (const { page } of [elin, tomasz]) await watch(page);
  return { house, founder, elin, tomasz };
}

journey('texts that would run something run nothing, and break no line', async (stage) => {
  const { founder, elin, tomasz } = await company(stage);

  // Messages, as they come to an open page, and as they are loaded.
  const chat = new URL(await enter(tomasz.page)).pathname;
  const texts = [...vectors, ...horrors];
  for (const [n, text] of texts.entries()) {
    const answer = await founder.client.post(`${chat}/messages`, [['text', text], ['key', `hostile-${n}-0123456789abcdef`]]);
    assert.ok([200, 303].includes(answer.status), `${text.slice(0, 80)}: ${answer.status}`);
  }
  await founder.client.post(`${chat}/messages`, [['text', 'the last one'], ['key', 'hostile-last-0123456789abcdef']]);
  await eventually('the last one is there', async () => (await messages(tomasz.page)).includes('the last one'), 60_000);
  await check(tomasz.page);
  await fits(tomasz.page);
  await leaf(elin.page, chat, '#older a');

  // Groups, and what the house says of them.
  for (let n = 0; n < 30; n++) {
    await founder.client.post('/chats', [['name', named(n * 11)], ['user', '2']]);
  }
  await check(tomasz.page);
  await look(elin.page, at.messages);
  await look(elin.page, `${await enter(elin.page)}/members`);
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('people of a list whose names would run something run nothing', async (stage) => {
  const { house, elin: { page }, tomasz } = await company(stage);
  await enter(tomasz.page);
  await look(page, at.import);
  await choose(page, sees.list, '<img src=x onerror=ran()>.csv'.replaceAll('/', ''), list());
  await submit(page, sees.newList, {});
  await settled(page, 'the list is looked at', () => document.body.textContent.includes('Nothing has been written yet.'));
  await check(page);
  await submit(page, sees.run, {});
  await settled(page, 'the list is taken in', () => document.body.textContent.includes('The list is taken in.'));
  await check(page);
  await house.execute("UPDATE users SET state = 'active' WHERE state = 'invited'");
  await leaf(page, `${at.people}?az`, '.pages a');
  await leaf(page, at.administered, '.pages a');
  await look(page, at.structure);
  for (const n of [2, 3, 8, 15, 30, 41]) {
    await look(page, `/admin/departments/${n}`);
    await look(page, `/departments/${n}`);
  }
  for (const n of [3, 40, 90, 150, 220, 300]) {
    await look(page, `/people/${n}`);
    await look(page, `/admin/people/${n}`);
    await look(page, `/admin/people/${n}/positions`);
  }
  await leaf(page, at.audit, '.pages a');
  await look(page, at.newChat);
  await look(page, at.settings);

  // What was typed stands in the field again.
  for (const text of vectors.filter((_, n) => n % 12 === 0)) {
    await look(page, `${at.people}?q=${encodeURIComponent(text)}`);
    await look(page, `${at.administered}?q=${encodeURIComponent(text)}&in=${encodeURIComponent(text)}`);
  }
  await check(tomasz.page);
  tomasz.page.assertClean();
  page.assertClean({ status: 422 });
});

// Forms with fields of all kinds: where they are, and which.
const FORMS = [
  ['/settings/profile', '/settings/profile'], ['/settings/profile', '/settings/contact'], ['/settings/status', '/settings/status'],
  ['/invitations', '/invitations'], ['/admin/company', '/admin/company'], ['/admin/people/2', '/admin/people/2'],
  ['/admin/people/2/positions', '/admin/people/2/positions'], ['/chats/new', '/chats'],
];

// Writes the text into every field of the form, whatever the field asks for, and sends it as it is.
async function fillAll(page, form, text) {
  const [answer] = await Promise.all([page.waitForNavigation(), page.$eval(form, (element, text) => {
    for (const control of element.elements) {
      if (['token', ''].includes(control.name) || ['file', 'checkbox', 'submit', 'button'].includes(control.type)) continue;
      if (control.options) control.selectedOptions[0].value = text;
      else if (control.type !== 'radio' && control.type !== 'hidden') control.type = 'text';
      control.value = text;
    }
    HTMLFormElement.prototype.submit.call(element);
  }, text)]);
  assert.ok(answer.status() < 500, `${form} answers ${answer.status()} to ${text.slice(0, 80)}`);
  await check(page);
  await fits(page);
  return page.$$eval('input, textarea', (all, text) => all.some((one) => one.value === text), text);
}

// What the policy has refused; a form that is not right is an error of the console's, too.
function broken(page) {
  return page.problems.filter(([, said]) => !/responded with a status of 4\d\d/.test(said));
}

journey('texts in fields of forms come back as they are', async (stage) => {
  const house = await stage.openHouse();
  const founder = await house.setUp({
    company: 'Tidewater Press', name: 'Elin', email: 'elin@tidewater.example', password: 'a door that is left ajar',
  });
  await house.invite(founder, { name: 'Tomasz', email: 'tomasz@tidewater.example', password: 'unit two is warm again' });
  const { page } = await stage.person(house, founder);
  const visitor = (await stage.person(house)).page;
  for (const one of [page, visitor]) await watch(one);
  const { html } = await founder.client.submit(at.invitations, { uses: '100', days: '7' });
  const join = html.match(/\/invitations\/[A-Za-z0-9_-]{16,}/)[0];
  const texts = [...vectors.filter((_, n) => n % 120 === 7), ...short.filter((_, n) => n % 150 === 3), horrors[0], horrors[5]];
  let back = 0;
  for (const text of texts) {
    for (const [address, action] of FORMS) {
      await page.goto(new URL(address, house.url).href);
      back += await fillAll(page, `form[action="${action}"]`, text);
    }
    for (const address of [at.signIn, join]) {
      await visitor.goto(new URL(address, house.url).href);
      back += await fillAll(visitor, 'form[method=post]', text);
    }
  }
  assert.ok(back > texts.length * 4, `only ${back} of them stand in their fields again`);
  for (const address of [at.messages, at.people, at.administered, at.audit, at.invitations, '/people/1', '/people/2', '/admin/company']) {
    await look(page, address);
  }
  assert.deepEqual([...broken(page), ...broken(visitor)], []);
});
