// A company's people, from the list they came with to the one who left and came back: by pages that are live, and by forms
// alone.
import assert from 'node:assert/strict';
import { at, fill, linkOf, sees } from './support/addresses.mjs';
import { choose, download, eventually, follow, settled, submit, text } from './support/browser.mjs';
import { sameAsFresh, send, sendWithoutScript, shows } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { DEPARTMENTS, faulty, newcomer, threeHundred } from './support/list.mjs';

const [NIGHT, DAY] = DEPARTMENTS;
const HEADER = 'name,email,department,title,standing,role,inner number,desk phone,mobile phone,birthday';
// "At once", on a machine that does other things as well.
const AT_ONCE = 3000;

const xpath = (selector) => `::-p-xpath(${selector})`;
const path = (page) => new URL(page.url()).pathname;
const says = (page, words) => settled(page, `it says: ${words}`, (said) => document.body.textContent.includes(said), words);

for (const [script, database] of [[true, 'postgres'], [false, 'sqlite']]) {
  const how = script ? `live, on ${database}` : `by forms only, on ${database}`;
  journey(`people come by a list, are found, move, leave and come back, ${how}`, async (stage) => {
    const house = await stage.openHouse({ database });
    const founder = await house.setUp({
      company: 'Tidewater Press', name: 'Elin Lindqvist',
      email: 'elin@tidewater.example', password: 'a door that is left ajar',
    });
    const elin = await stage.person(house, { ...founder, script });
    const { page } = elin;
    const go = (address) => page.goto(new URL(address, house.url).href);
    const found = [];
    const look = async (on, name, options) => script && found.push(...await inspect(on, name, options));
    const write = script ? send : sendWithoutScript;
    // What comes by itself to a live page comes with the next load to others.
    const comes = async (on, what, holds, patience) => eventually(what, async () => {
      if (!script) await on.reload();
      return holds();
    }, patience);

    const upload = async (list) => {
      await go(at.import);
      await choose(page, sees.list, 'people.csv', list);
      await submit(page, sees.newList, {});
      await says(page, 'Nothing has been written yet.');
    };

    // The list: looked at, taken in, and once more.
    await go(at.import);
    const template = await download(page, sees.template);
    const [header] = template.replace('\ufeff', '').split(/\r?\n/);
    assert.equal(header.replaceAll('"', ''), HEADER);
    await look(page, 'import');
    await upload(threeHundred(HEADER));
    assert.match(await text(page, 'main'), /288 would be new\. 12 rows are left out/);
    await look(page, 'import-looked-at');
    await follow(page, sees.leftOut);
    const rows = await page.$$eval(sees.rows, (all) => all.map((row) => [row.cells[0], row.cells[3]].map((cell) => cell.textContent)));
    assert.deepEqual(rows.map(([number]) => number), faulty.map(([number]) => number));
    for (const [at, [number, sentence]] of faulty.entries()) assert.ok(rows[at][1].startsWith(sentence), `${number}: ${rows[at][1]}`);
    await look(page, 'import-left-out');
    await submit(page, sees.run, {});
    // Three hundred may all be in before the page is.
    assert.match(await text(page, 'main'), /Taking the list in: \d+ of 300 rows|The list is taken in\./);
    await says(page, 'The list is taken in.');
    assert.match(await text(page, 'main'), /288 are new\. 12 rows are left out/);
    await look(page, 'import-done');
    const links = await download(page, sees.links);
    await upload(threeHundred(HEADER));
    assert.match(await text(page, 'main'), /Nothing has been written yet\.\s*288 are the same\./);
    assert.equal(await page.$(sees.run), null, 'there is nothing to take in');

    // One of them comes in by their link, and is in the groups of their department.
    const huong = await stage.person(house, { script });
    await huong.page.goto(house.url + linkOf(links, newcomer.email));
    await submit(huong.page, 'form:has([name=password])', fill.reset(newcomer));
    await huong.page.goto(house.url + at.messages);
    const listed = (name) => huong.page.evaluate((css, words) => document.querySelector(css).textContent.includes(words), sees.recent, name);
    const groups = {};
    for (const [name, department] of [['Lanterns', NIGHT], ['Windows', DAY]]) {
      await go(at.newChat);
      await page.type(sees.newGroupName, name);
      await follow(page, sees.makeGroup);
      groups[name] = page.url();
      await follow(page, sees.members);
      await page.click(xpath(sees.addDepartmentChoice(department.replace('/', ' › '))));
      await submit(page, sees.addDepartment, {});
    }
    await comes(huong.page, 'the group of her department is in her list', () => listed('Lanterns'));
    assert.ok(!await listed('Windows'));
    await look(page, 'members-departments');

    // The tree, department by department, to the person, and to the chat with her.
    const open = async (name) => {
      await page.click(xpath(sees.summary(name)));
      if (!script) await follow(page, xpath(sees.whole(name)));
    };
    await go(at.people);
    for (const name of NIGHT.split('/')) {
      assert.equal(await page.$(xpath(sees.person(newcomer.name))), null, `not before ${name} is open`);
      await open(name);
      await page.waitForSelector(xpath(name === 'Press' ? sees.summary('Night shift') : sees.person(newcomer.name)));
    }
    await follow(page, xpath(sees.person(newcomer.name)));
    const user = path(page).split('/').at(-1);
    assert.match(await text(page, sees.aboutPerson), /Hương Phạm.*Tidewater Press › Press › Night shift.*Clerk.*1020/);
    await submit(page, sees.write, {});
    const direct = page.url();
    await write(page, 'Welcome to the night shift');
    await comes(huong.page, 'the chat is in her list', () => listed('Elin Lindqvist'));
    await huong.page.goto(direct);
    await shows(huong.page, 'Welcome to the night shift');
    await write(huong.page, 'Thank you');
    await comes(page, 'her answer is shown', async () => (await text(page, 'main')).includes('Thank you'));

    // Another department: the groups follow, and each tells it in one line.
    const lines = async (name) => {
      await go(groups[name]);
      return page.$$eval(sees.lines, (all) => all.map((line) => line.textContent));
    };
    const before = { Lanterns: await lines('Lanterns'), Windows: await lines('Windows') };
    await go(at.positions(user));
    await submit(page, sees.positions, { department: DAY });
    await comes(huong.page, 'the group of her new department is in her list, and the other is not',
      async () => await listed('Windows') && !await listed('Lanterns'));
    if (script) await sameAsFresh(huong.page);
    assert.deepEqual(await lines('Lanterns'), [...before.Lanterns, `Night shift: ${newcomer.name} left`]);
    assert.deepEqual(await lines('Windows'), [...before.Windows, `Day shift: ${newcomer.name} joined`]);

    // Dismissed while her page is open.
    const chat = await elin.open(direct);
    const closed = () => text(chat, 'body').then((words) => words.includes('This person no longer works here.'));
    assert.ok(!await closed());
    const administer = async () => {
      await go(at.administered);
      await submit(page, sees.lookForPeople, { q: newcomer.email });
      await follow(page, sees.administered);
    };
    await page.bringToFront();
    await administer();
    await follow(page, sees.lookAtDismissal);
    await submit(page, sees.dismiss, {});
    await comes(huong.page, 'her page says so', async () => path(huong.page) === at.signIn
      && (await text(huong.page, 'main')).includes('You are signed out.'), AT_ONCE);
    await look(huong.page, 'signed-out');
    await comes(chat, 'the chat with her says so', closed);
    await look(page, 'dismissed');
    await chat.bringToFront();
    await look(chat, 'chat-dismissed');
    await submit(huong.page, 'form:has([name=password])', fill.signIn(newcomer));
    assert.match(await text(huong.page, 'main'), /do not go together/);

    // Taken back: by a new link, with what was written, and without what was hers.
    await page.bringToFront();
    await administer();
    assert.match(await text(page, 'main'), /Dismissed/);
    await submit(page, sees.rehire, {});
    await look(page, 'rehired');
    const link = await page.$eval(sees.link, (field) => field.value);
    await huong.page.goto(link);
    await submit(huong.page, 'form:has([name=password])', fill.reset({ password: 'the same door once more' }));
    await comes(chat, 'one can write to her again', () => chat.$(sees.text));
    await chat.bringToFront();
    await write(chat, 'Welcome back');
    await huong.page.goto(direct);
    for (const words of ['Welcome to the night shift', 'Thank you', 'Welcome back']) await shows(huong.page, words);
    assert.ok(!await listed('Windows'), 'groups are not given back');
    await page.bringToFront();
    await go(at.people);
    await page.type(sees.search, 'huong pham');
    await page.keyboard.press('Enter');
    await settled(page, 'she alone is found',
      (css, name) => [...document.querySelectorAll(css)].map((one) => one.textContent).join() === name, sees.personName, newcomer.name);
    for (const [act, sentence] of [['user-dismissed', 'dismissed Hương Phạm'], ['user-rehired', 'took Hương Phạm back'],
      ['import-run', 'imported the list people.csv']]) {
      await go(`${at.audit}?act=${act}`);
      assert.deepEqual(await page.$$eval(sees.deeds, (all) => all.map((one) => one.textContent)), [`Elin Lindqvist ${sentence}`]);
    }

    for (const one of [page, chat]) one.assertClean();
    huong.page.assertClean({ status: 422 });
    assert.deepEqual(found, []);
  });
}
