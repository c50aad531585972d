// Groups: who may do what, how one joins, and what goes by itself; two people, each in a browser, and by forms only.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, submit } from './support/browser.mjs';
import { group, messages, sameAsFresh, send, sendWithoutScript, shows, twoPeople } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

const go = (page, css) => Promise.all([page.waitForNavigation(), page.click(css)]);
const words = (page, css = '#main') => page.$eval(css, (main) => main.textContent.replace(/\s+/g, ' '));
const lines = (page) => page.$$eval(sees.lines, (all) => all.map((line) => line.textContent));
const tells = (page, line) => eventually(`"${line}" is told`, async () => (await lines(page)).includes(line));

const settings = async (page, chat) => page.goto(`${chat}/settings`);
const choose = (page, field, value) => page.click(`${sees.rules} [name=${field}][value=${value}]`);
const set = (page, form) => go(page, `${form} .go`);

async function chatRights(stage, script) {
  const { elin, tomasz } = await twoPeople(stage, { script });
  const say = script ? send : sendWithoutScript;
  const look = async (page) => script || page.reload();
  const chat = await group(elin.page, 'Print room');
  await tomasz.page.goto(chat);

  // What it looks like.
  await settings(elin.page, chat);
  if (script) assert.deepEqual(await inspect(elin.page, 'group-settings'), []);
  await elin.page.type(sees.about, 'Plates and proofs');
  await elin.page.click(`${sees.looks} [name=hue][value="3"]`);
  await set(elin.page, sees.looks);
  await look(tomasz.page);
  await tells(tomasz.page, 'Elin Lindqvist says what this group is for: “Plates and proofs”');

  // Who may write: he may not, and may again.
  await choose(elin.page, 'writers', 'administrators');
  await set(elin.page, sees.rules);
  await look(tomasz.page);
  await eventually('he has no composer', async () => !(await tomasz.page.$(sees.composer).catch(() => true)));
  assert.match(await words(tomasz.page), /Only some people write in this group/);
  await elin.page.goto(chat);
  await say(elin.page, 'Read this');
  await look(tomasz.page);
  await shows(tomasz.page, 'Read this');
  if (script) {
    await sameAsFresh(tomasz.page);
    assert.deepEqual(await inspect(tomasz.page, 'group-closed'), []);
  }
  await settings(elin.page, chat);
  await choose(elin.page, 'writers', 'all');
  await choose(elin.page, 'adders', 'all');
  await set(elin.page, sees.rules);
  await look(tomasz.page);
  await tomasz.page.waitForSelector(sees.composer);
  await say(tomasz.page, 'I have');

  // A link, which he may give away now.
  await go(tomasz.page, sees.members);
  await go(tomasz.page, `${sees.joinLink} button`);
  const link = await tomasz.page.$eval(`${sees.joinLink} code`, (code) => code.textContent);
  if (script) assert.deepEqual(await inspect(tomasz.page, 'group-members'), []);
  await tomasz.page.goto(link);
  assert.match(await words(tomasz.page), /You are in this group/);

  // Read only, put away, and back.
  await elin.page.goto(`${chat}/settings`);
  await go(elin.page, `${sees.standing} [value=read-only]`);
  await tomasz.page.goto(chat);
  assert.match(await words(tomasz.page), /This group is read-only/);
  await go(elin.page, `${sees.standing} [value=archived]`);
  await look(tomasz.page);
  await eventually('it is in no list', async () => !(await tomasz.page.$(`#c${chat.split('/').at(-1)}`).catch(() => true)));
  await tomasz.page.goto(tomasz.page.person.house.url + at.archived);
  assert.match(await words(tomasz.page), /Print room/);
  if (script) assert.deepEqual(await inspect(tomasz.page, 'archived'), []);
  await go(elin.page, `${sees.standing} [value=active]`);
  await go(tomasz.page, '#main .items a');
  await say(tomasz.page, 'Here again');
  await look(elin.page);
}

journey('chat rights: who writes, adds and joins is the owner\u2019s to say, live for both', (stage) => chatRights(stage, true));
journey('chat rights by forms only', (stage) => chatRights(stage, false));

async function openGroups(stage, script) {
  const { elin, tomasz } = await twoPeople(stage, { script });
  const say = script ? send : sendWithoutScript;
  const house = elin.page.person.house.url;
  await elin.page.goto(house + at.newChat);
  await elin.page.type(sees.newGroupName, 'Choir');
  await go(elin.page, sees.makeGroup);
  const chat = elin.page.url();
  await say(elin.page, 'Before you came');
  await settings(elin.page, chat);
  await elin.page.click(`${sees.rules} [name=findable]`);
  await elin.page.click(`${sees.rules} [name=shows_past]`);
  await set(elin.page, sees.rules);
  await tomasz.page.goto(house + at.openGroups);
  if (script) assert.deepEqual(await inspect(tomasz.page, 'open-groups'), []);
  await go(tomasz.page, sees.join);
  assert.equal(tomasz.page.url(), chat);
  await tells(tomasz.page, 'Tomasz Wilk joined');
  assert.deepEqual(await messages(tomasz.page), [], 'what was said before is not his');
  await elin.page.goto(chat);
  await say(elin.page, 'Welcome');
  await (script || tomasz.page.reload());
  await shows(tomasz.page, 'Welcome');
  if (script) await sameAsFresh(tomasz.page);
}

journey('an open group is found and joined, without its past', (stage) => openGroups(stage, true));
journey('an open group by forms only', (stage) => openGroups(stage, false));

async function autoDelete(stage, script) {
  const { house, elin, tomasz } = await twoPeople(stage, { script, database: 'postgres' });
  const say = script ? send : sendWithoutScript;
  const chat = await group(elin.page, 'Print room');
  await say(elin.page, 'This stays');
  await settings(elin.page, chat);
  await elin.page.select(`${sees.rules} [name=keep_days]`, '1');
  await set(elin.page, sees.rules);
  await tomasz.page.goto(chat);
  await tells(tomasz.page, 'Elin Lindqvist set this group to keep what is written from now on for one day');
  await say(tomasz.page, 'This goes');
  await elin.page.goto(chat);
  await shows(elin.page, 'This goes');
  // A day later.
  await house.execute('UPDATE messages SET expires_at = 1 WHERE expires_at IS NOT NULL');
  for (const { page } of [elin, tomasz]) {
    await eventually('only what stays is there', async () => {
      if (!script) await page.reload();
      return (await messages(page).catch(() => [])).join() === 'This stays';
    });
    if (script) await sameAsFresh(page);
  }
}

journey('auto-delete: what is written under the rule goes, for both', (stage) => autoDelete(stage, true));
journey('auto-delete by forms only', (stage) => autoDelete(stage, false));
