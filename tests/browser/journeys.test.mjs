// Two people, two browsers, one house.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { at, sees } from './support/addresses.mjs';
import { eventually, offline, settled, submit } from './support/browser.mjs';
import {
  countsUnread, enter, messages, sameAsFresh, send, sendWithoutScript, shows, showsExactly, showsPresence, twoPeople,
  writeTo,
} from './support/chat.mjs';
import { journey } from './support/journey.mjs';

// How long the cable is out.
const OUTAGE = Number(process.env.HALLWAY_OUTAGE_MS ?? 3000);

for (const database of ['sqlite', 'postgres']) {
  journey(`a message arrives, is counted everywhere and is read once, on ${database}`, async (stage) => {
    const { elin, tomasz } = await twoPeople(stage, { database });
    // Tomasz looks at his settings; the chat is open behind them, unseen.
    const settings = await tomasz.open(at.settings);
    await countsUnread(settings, '');

    await send(elin.page, 'Shall we go?');
    await shows(elin.page, 'Shall we go?');
    await shows(tomasz.page, 'Shall we go?');
    await countsUnread(settings, '1');
    await countsUnread(tomasz.page, '1');
    await send(elin.page, 'The plates are up.');
    await countsUnread(settings, '2');
    await countsUnread(elin.page, '');

    await tomasz.page.bringToFront();
    await countsUnread(tomasz.page, '');
    await countsUnread(settings, '');
    await sameAsFresh(tomasz.page);
    for (const page of [elin.page, tomasz.page, settings]) page.assertClean();
  });

  journey(`a server that is killed between messages loses none and shows none twice, on ${database}`, async (stage) => {
    const { house, elin, tomasz } = await twoPeople(stage, { database });
    const expected = [];
    for (const round of [1, 2, 3]) {
      for (const { page } of [elin, tomasz]) {
        const words = `round ${round}, ${page === elin.page ? 'Elin' : 'Tomasz'}`;
        await send(page, words);
        expected.push(words);
        await house.kill();
        await house.restart();
      }
    }
    await send(elin.page, 'round over');
    expected.push('round over');
    for (const { page } of [elin, tomasz]) {
      await showsExactly(page, 'round', expected);
      await sameAsFresh(page);
      page.assertClean({ outage: true });
    }
    await house.stop();
  });
}

journey('a page that Back brings from the cache shows what happened meanwhile', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await send(elin.page, 'while here');
  await shows(tomasz.page, 'while here');
  await tomasz.page.evaluate(() => (window.isTheSameDocument = true));
  await tomasz.page.goto(tomasz.house.url + at.settings);
  await send(elin.page, 'while away, one');
  await send(elin.page, 'while away, two');
  await tomasz.page.goBack();
  assert.ok(await tomasz.page.evaluate(() => window.isTheSameDocument), 'the back/forward cache kept the page');
  await showsExactly(tomasz.page, 'while', ['while here', 'while away, one', 'while away, two']);
  await sameAsFresh(tomasz.page);
  // And it is live again.
  await send(elin.page, 'while back');
  await shows(tomasz.page, 'while back');
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('a page that Back brings from the cache after its menu was used reads again', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await tomasz.page.evaluate(() => (window.isTheSameDocument = true));
  await tomasz.page.click('.bar summary');
  await Promise.all([tomasz.page.waitForNavigation(), tomasz.page.click('.bar button[name=unread]')]);
  await tomasz.page.goBack();
  assert.ok(await tomasz.page.evaluate(() => window.isTheSameDocument), 'the back/forward cache kept the page');
  await send(elin.page, 'read me');
  await tomasz.page.bringToFront();
  await shows(tomasz.page, 'read me');
  // What the server counts, not what the page believes.
  await eventually('the message counts as read', async () => {
    const answer = await tomasz.page.evaluate(async (address) => (await fetch(address)).text(), at.settings);
    return /id="n-msg"><\/span>/.test(answer);
  });
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('a page that was offline catches up', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  await send(elin.page, 'cable in');
  await shows(tomasz.page, 'cable in');
  await offline(tomasz.page, true);
  await send(elin.page, 'cable out, one');
  await delay(OUTAGE);
  await send(elin.page, 'cable out, two');
  assert.deepEqual(await messages(tomasz.page), ['cable in'], 'the cable was out');
  await offline(tomasz.page, false);
  await showsExactly(tomasz.page, 'cable', ['cable in', 'cable out, one', 'cable out, two']);
  await sameAsFresh(tomasz.page);
  await send(tomasz.page, 'cable back');
  await shows(elin.page, 'cable back');
  elin.page.assertClean();
  tomasz.page.assertClean({ outage: true });
});

journey('without JavaScript: send, Back, send another text makes two messages', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  const key = await elin.page.$eval(sees.key, (field) => field.value);
  await sendWithoutScript(elin.page, 'no script, one');
  await showsExactly(elin.page, 'no script', ['no script, one']);
  await elin.page.goBack();
  // Chromium 156 answers this Back with its newest copy of the address and so with a fresh key. w3m and other browsers
  // bring the old page with the old key, so that is what this one gets as well.
  await elin.page.$eval(sees.key, (field, old) => (field.value = old), key);
  await sendWithoutScript(elin.page, 'no script, two');
  await showsExactly(elin.page, 'no script', ['no script, one', 'no script, two']);
  // A reload of the answer sends nothing again.
  await elin.page.reload();
  await showsExactly(elin.page, 'no script', ['no script, one', 'no script, two']);
  await enter(tomasz.page);
  await showsExactly(tomasz.page, 'no script', ['no script, one', 'no script, two']);
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('Enter sends, Shift+Enter breaks the line', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  await page.focus(sees.text);
  await page.keyboard.type('first line');
  await page.keyboard.down('Shift');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Shift');
  await page.keyboard.type('second line');
  assert.equal(await page.$eval(sees.text, (field) => field.value), 'first line\nsecond line');
  assert.deepEqual(await messages(page), []);
  await page.keyboard.press('Enter');
  await shows(tomasz.page, 'first line\nsecond line');
  await settled(page, 'the composer is empty and has the focus',
    (css) => document.activeElement?.matches(css) && document.activeElement.value === '', sees.text);
  page.assertClean();
});

journey('Enter that ends a word of an input method does not send', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  const cdp = await page.createCDPSession();
  await page.focus(sees.text);
  const compose = (text) => cdp.send('Input.imeSetComposition', {
    text, selectionStart: text.length, selectionEnd: text.length,
  });
  const press = (key, windowsVirtualKeyCode) => cdp.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown', key, code: 'Enter', windowsVirtualKeyCode,
  });
  // The key as browsers report it while composing: as Enter with isComposing, or as Process with the old code 229.
  await compose('tiê');
  await press('Enter', 13);
  await compose('tiên');
  await press('Process', 229);
  assert.equal(await page.$eval(sees.text, (field) => field.value), 'tiên');
  await cdp.send('Input.insertText', { text: 'tiên' });
  // A message that Enter sent too early would stand before this one.
  await page.keyboard.type(' here');
  await page.keyboard.press('Enter');
  await shows(tomasz.page, 'tiên here');
  assert.deepEqual(await messages(tomasz.page), ['tiên here']);
  page.assertClean();
});

journey('a person is moved into a department: its group is in their list at once, and goes when they go', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin;
  const follow = (press) => Promise.all([page.waitForNavigation(), press]);
  await page.goto(elin.house.url + at.company);
  await page.type(sees.newDepartment, 'Night shift');
  await follow(page.keyboard.press('Enter'));
  await page.goto(elin.house.url + at.newChat);
  await page.type(`${sees.newGroup} [name=name]`, 'Lanterns');
  await follow(page.click(`${sees.newGroup} .go`));
  await follow(page.click(sees.members));
  await page.locator('::-p-text(Night shift)').click();
  await follow(page.click(`${sees.addDepartment} button`));
  const listed = (css) => document.querySelector(css)?.textContent.includes('Lanterns');
  assert.ok(!await tomasz.page.evaluate(listed, sees.recent), 'nobody is in the department yet');

  const move = async (department) => {
    await page.goto(elin.house.url + at.positions(2));
    const choice = (await page.$$eval(`${sees.position} option`, (all) => all.map((one) => [one.textContent, one.value])))
      .find(([words]) => words.includes(department));
    await page.select(sees.position, choice[1]);
    await follow(page.click('main form .go'));
  };
  await move('Night shift');
  await settled(tomasz.page, 'the group is in the list', listed, sees.recent);
  await sameAsFresh(tomasz.page);
  await move('Tidewater Press');
  await eventually('the group is no longer in the list', async () => !await tomasz.page.evaluate(listed, sees.recent));
  await sameAsFresh(tomasz.page);
  for (const one of [page, tomasz.page]) one.assertClean();
});

journey('a person rests, comes back, is not to be disturbed, and goes', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { args: ['--away-after', '3'] });
  await writeTo(elin.page);
  await send(elin.page, 'Good morning');
  await writeTo(tomasz.page);
  await tomasz.page.mouse.move(600, 400);
  await showsPresence(elin.page, 'on', 'Available');
  await showsPresence(elin.page, 'away', 'Away');
  // What comes in under a mouse that rests is no use of the page.
  await tomasz.page.evaluate(() => {
    window.moves = 0;
    addEventListener('pointermove', () => window.moves++, true);
  });
  await send(elin.page, 'Are you there?');
  await shows(tomasz.page, 'Are you there?');
  assert.equal(await tomasz.page.evaluate(() => window.moves), 0);
  await tomasz.page.bringToFront();
  await tomasz.page.keyboard.press('Shift');
  await showsPresence(elin.page, 'on', 'Available');

  await tomasz.page.goto(tomasz.house.url + at.status);
  await tomasz.page.click(`${sees.status} [name=quiet][value="60"]`);
  await submit(tomasz.page, sees.status, {});
  await showsPresence(elin.page, 'busy', 'Do not disturb until ');
  const own = await tomasz.page.$eval('#mini', (panel) => panel.textContent);
  assert.match(own, /Do not disturb until .*\d\d:\d\d/);
  await tomasz.page.click(`${sees.status} [name=quiet][value="off"]`);
  await submit(tomasz.page, sees.status, {});
  await tomasz.page.mouse.move(300, 300);
  await showsPresence(elin.page, 'on', 'Available');

  tomasz.page.assertClean();
  await tomasz.page.close();
  // He may only have gone to another page: that is waited for.
  await showsPresence(elin.page, 'off', 'Offline', 20_000);
  await elin.page.reload();
  await showsPresence(elin.page, 'off', 'Offline');
  assert.match(await elin.page.$eval(sees.bar, (bar) => bar.textContent), /Offline since .*\d\d:\d\d/);
  elin.page.assertClean();
});

journey('without JavaScript a person is here by loading pages', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false, args: ['--away-after', '3'] });
  const watching = await stage.person(elin.house, { email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  await writeTo(watching.page);
  await send(watching.page, 'Good morning');
  await enter(tomasz.page);
  await showsPresence(watching.page, 'on', 'Available');
  await showsPresence(watching.page, 'away', 'Away');
  await showsPresence(watching.page, 'off', 'Offline');
  await tomasz.page.reload();
  await showsPresence(watching.page, 'on', 'Available');
  watching.page.assertClean();
});
