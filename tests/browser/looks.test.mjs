// What somebody chooses is so: on the page of the settings, of chats, and of a group.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, follow } from './support/browser.mjs';
import { group, messages, says, send, shows, twoPeople, visit } from './support/chat.mjs';
import { file, png } from './support/files.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

const form = 'form[action="/settings"]';
// Chooses these and saves them.
async function choose(page, choices) {
  await visit(page, at.settings);
  for (const [name, value] of Object.entries(choices)) {
    const field = await page.waitForSelector(`${form} [name=${name}][value="${value}"]`);
    await field.scrollIntoView(); // the button that saves stands over what is at the end of the screen
    await field.click();
  }
  await follow(page, `${form} .save .go`);
  await says(page, '[role=status]', 'Saved');
}

// How messages look: as the browser has computed it.
const looks = (page) => page.evaluate(() => {
  const [first, own] = [document.querySelectorAll('.m')[1], document.querySelector('.m.own')];
  const style = (one) => getComputedStyle(one), log = document.querySelector('#messages').getBoundingClientRect();
  const bubble = own.querySelector('.b').getBoundingClientRect();
  return {
    scheme: style(document.documentElement).colorScheme,
    dark: style(document.querySelector('.bar')).color,
    gap: style(first).marginBlockStart,
    letters: style(document.documentElement).fontSize,
    side: bubble.left - log.left < log.right - bubble.right ? 'start' : 'end',
    time: document.querySelector('.m time').textContent.replace(/\d+/g, '0'),
  };
});

const same = async (page, expected) => {
  let now;
  await eventually('it looks so', async () => JSON.stringify(now = await looks(page)) === JSON.stringify(expected))
    .catch(() => assert.deepEqual(now, expected));
};

journey('chat settings: what is chosen is seen, and stays', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin, chat = page.url();
  await send(tomasz.page, 'Sheet 3 is dry');
  await send(page, 'Then the covers');
  await visit(page, chat);
  await shows(page, 'Then the covers');
  const before = await looks(page), his = await looks(tomasz.page);
  assert.deepEqual([before.gap, before.letters, before.side, before.time], ['14.0625px', '15px', 'end', '0:0']);

  await choose(page, { theme: 'dark', density: 'compact', text_size: 'larger', own_side: 'start', clock: '12' });
  assert.equal(await page.$eval(`${form} [name=theme]:checked`, (one) => one.value), 'dark');
  await visit(page, chat);
  const after = await looks(page);
  assert.deepEqual([after.scheme, after.gap, after.letters, after.side], ['dark', '9.5px', '19px', 'start']);
  assert.match(after.time, /^0:0 [ap]m$/);
  assert.notEqual(after.dark, before.dark);
  assert.deepEqual(await inspect(page, 'looks-otherwise'), []);
  await page.reload();
  await same(page, after);
  // What comes live comes so, too, and the other one sees nothing of it.
  await send(tomasz.page, 'Which ones?');
  await shows(page, 'Which ones?');
  assert.match(await page.$$eval('.m time', (all) => all.at(-1).textContent), /^\d+:\d\d [ap]m$/);
  await same(tomasz.page, his);
  await choose(page, { theme: 'light', density: 'airy', text_size: 'usual', own_side: 'end', clock: '24' });
  await visit(page, chat);
  await same(page, { ...before, scheme: 'light' });
  for (const one of [page, tomasz.page]) one.assertClean();
});

journey('the send key, and how sounds sound', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const { page } = elin, chat = page.url();
  await choose(page, { send_key: 'ctrl' });
  await visit(page, chat);
  await page.bringToFront();
  await page.focus(sees.text);
  await page.keyboard.type('one');
  await page.keyboard.press('Enter');
  await page.keyboard.type('two');
  assert.equal(await page.$eval(sees.text, (field) => field.value), 'one\ntwo', 'Enter begins a line');
  await page.keyboard.down('Control');
  await page.keyboard.press('Enter');
  await page.keyboard.up('Control');
  await eventually('both lines are there, as one message', async () => (await messages(tomasz.page)).join() === 'one\ntwo');
  await choose(page, { send_key: 'enter' });
  await visit(page, chat);
  await send(page, 'three');
  await shows(tomasz.page, 'three');

  // The button of each kind plays what is chosen there, and nothing if that is silence.
  const settings = await elin.open();
  await settings.evaluateOnNewDocument(() => {
    window.heard = [];
    const { start } = AudioScheduledSourceNode.prototype;
    AudioScheduledSourceNode.prototype.start = function heard(...when) {
      window.heard.push(`${this.type} ${this.frequency.value}`);
      return start.apply(this, when);
    };
  });
  await visit(settings, at.settings);
  const heard = () => settings.evaluate(() => window.heard.splice(0).join(', '));
  const plays = async (kind, sound, tones) => {
    await settings.select(`#${kind}`, sound);
    await settings.click(`[data-try=${kind}]`);
    let so = '';
    await eventually(`${sound} is ${tones}`, async () => (so += await heard()) === tones);
  };
  await plays('sound_direct', 'chime', 'sine 660, sine 880');
  await plays('sound_group', 'none', '');
  await plays('sound_group', 'knock', 'triangle 196, triangle 165');
  await plays('sound_call', 'drop', 'sine 990, sine 495');
  assert.equal(await heard(), '');
  for (const one of [page, settings, tomasz.page]) one.assertClean();
});

async function groupLooks(stage, script) {
  const { elin, tomasz } = await twoPeople(stage, { script });
  const chat = await group(elin.page, 'Print room');
  await visit(tomasz.page, chat);
  const settings = `${chat}/settings`, row = `#c${chat.split('/').at(-1)}`;
  // The colour, and whether there is a picture, at the head and in the list.
  const doors = () => tomasz.page.evaluate((all) => all.map((css) => {
    const door = document.querySelector(css), image = door?.querySelector('img');
    return `${door?.className.match(/\bh\d\b/)}${image ? ` ${image.complete && image.naturalWidth}` : ''}`;
  }), [`${sees.bar} > .av`, `${row} .av`]);
  const come = (what, ...expected) => eventually(`he sees ${what}`, async () => {
    if (!script) await tomasz.page.reload();
    return (await doors().catch(() => [])).join() === expected.join();
  }).catch(async (error) => { throw new Error(`${error.message}: ${await doors()}`); });
  const [hue] = await doors();
  await visit(elin.page, settings);
  const other = await elin.page.$$eval(`${sees.looks} [name=hue]`, (all, hue) => all.map((one) => one.value).find((value) => value > 0 && `h${value}` !== hue), hue);
  await elin.page.click(`${sees.looks} [name=hue][value="${other}"]`);
  await follow(elin.page, `${sees.looks} .go`);
  await come('the colour', `h${other}`, `h${other}`);
  const shown = await tomasz.page.$eval(`${sees.bar} > .av`, (door) => getComputedStyle(door).backgroundColor);
  await visit(elin.page, settings);
  assert.equal(await elin.page.$eval(`${sees.looks} [name=hue]:checked`, (one) => one.value), other);

  // What is no picture is said so; a picture is there at once, and is taken down again.
  const upload = async (path) => {
    await visit(elin.page, settings);
    await (await elin.page.$('#picture')).uploadFile(path);
    await follow(elin.page, 'form[action$="/picture"] .btn:not(.danger)');
  };
  await upload(await file('none.png', 'no picture'));
  assert.ok(await elin.page.$('#picture-e'), 'what is wrong is said');
  await upload(await file('press.png', png(400, 300)));
  await come('the picture', `h${other} 192`, `h${other} 192`);
  await visit(elin.page, settings);
  await follow(elin.page, '[formaction$="/picture/remove"]');
  await come('no picture', `h${other}`, `h${other}`);
  assert.equal(await tomasz.page.$eval(`${sees.bar} > .av`, (door) => getComputedStyle(door).backgroundColor), shown);
  elin.page.assertClean({ status: 422 });
  tomasz.page.assertClean();
}

journey('a group’s colour and picture, live for the other one', (stage) => groupLooks(stage, true));
journey('a group’s colour and picture, by forms only', (stage) => groupLooks(stage, false));
