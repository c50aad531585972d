// Two people, two browsers, one house.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { at, sees } from './support/addresses.mjs';
import { eventually, offline, settled } from './support/browser.mjs';
import {
  countsUnread, enter, messages, sameAsFresh, send, sendWithoutScript, shows, showsExactly, twoPeople,
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
  }, { browser: 'whole' });

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

journey('a message that is not being read sounds once, however many pages are open', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const pages = [tomasz.page, await tomasz.open(at.settings)];
  for (const page of pages) {
    await page.evaluateOnNewDocument(() => {
      window.AudioContext = class extends AudioContext {
        constructor() {
          super();
          localStorage.sounds = 1 + Number(localStorage.sounds ?? 0);
        }
      };
    });
    // A page in the background is loaded when the browser sees fit; and it lets pages sound that somebody has used.
    await page.bringToFront();
    await page.reload();
    await page.keyboard.press('a');
  }
  for (const count of ['1', '2']) {
    await send(elin.page, `Shall we go? ${count}`);
    await settled(pages[1], 'it sounds', (count) => localStorage.sounds === count, count);
    await delay(1000);
    assert.equal(await pages[1].evaluate(() => localStorage.sounds), count);
  }
  for (const page of pages) page.assertClean();
}, { browser: 'whole' });

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
}, { browser: 'whole' });

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
}, { browser: 'whole' });

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
