// How others see that a person is here, away, busy, or gone.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { offline, settled, submit } from './support/browser.mjs';
import { enter, send, shows, twoPeople, writeTo } from './support/chat.mjs';
import { journey } from './support/journey.mjs';
import { ofChat, showsPresence, whileUsed } from './support/presence.mjs';

// Who uses no script is away for twice this before being offline: time enough for four pages to be loaded and looked at.
const QUICK = { args: ['--away-after', '4'] };
// Who closes a page may only have gone to another, and after a start nobody is offline at once: that is waited for.
const GRACE = 20_000;

// The places of three pages where Tomasz is to be seen: the chat with him, the list of people, the mini panel.
async function watch(watching) {
  const places = [[watching.page, ofChat]];
  places.push([await watching.open(at.people), [sees.rowOf(2)]]);
  places.push([await watching.open(at.settings), [sees.near]]);
  return {
    pages: places.map(([page]) => page),
    async see(mark, words, patience) {
      for (const [page, where] of places) await showsPresence(page, where, mark, words, patience);
    },
    // What a screen reader says of the rows.
    async hear(words) {
      for (const [page, [where]] of places.slice(1)) {
        const { name } = await page.accessibility.snapshot({ root: await page.$(where) });
        assert.ok(name.includes('Tomasz Wilk') && name.includes(words), `${words} at ${page.url()}: ${name}`);
      }
    },
  };
}

journey('three pages show that a person rests, comes back, goes, and is there after a crash', async (stage) => {
  const { house, elin, tomasz } = await twoPeople(stage, QUICK);
  await writeTo(elin.page);
  await send(elin.page, 'Good morning');
  const { pages, see, hear } = await watch(elin);
  const isHere = async () => {
    await see('on', 'Available');
    await hear('Available');
  };
  await whileUsed(tomasz.page, isHere);
  await see('away', 'Away');
  await hear('Away');
  await whileUsed(tomasz.page, isHere);
  tomasz.page.assertClean();
  await tomasz.page.close();
  await see('off', 'Offline', GRACE);
  await hear('Offline');
  const back = await tomasz.open(at.settings);
  await whileUsed(back, isHere);

  // After a crash nothing is known of who has not come back, and nothing is said.
  await offline(back, true);
  await house.kill();
  await house.restart();
  await see('', '');
  await offline(back, false);
  await whileUsed(back, isHere);
  for (const page of [...pages, back]) page.assertClean({ outage: true });
});

journey('how a person is can be seen without colours', async (stage) => {
  const { elin: { page } } = await twoPeople(stage);
  await page.goto(page.person.house.url + at.people);
  const shapes = await page.$eval(`${sees.rowOf(2)} ${sees.door}`, (door, marks) => marks.map((mark) => {
    door.dataset.p = mark;
    const { display, backgroundImage, backgroundSize, borderRadius, boxShadow } = getComputedStyle(door, '::after');
    const shape = display === 'none' ? [display] : [backgroundImage, backgroundSize, borderRadius, boxShadow];
    return shape.join(' ').replace(/(rgba?|color|oklch|oklab)\([^)]*\)/g, 'ink');
  }), ['on', 'away', 'busy', 'leave', 'off', '']);
  assert.equal(new Set(shapes).size, shapes.length, shapes.join('\n'));
  page.assertClean();
});

journey('a person is not to be disturbed', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, QUICK);
  await writeTo(elin.page);
  await send(elin.page, 'Good morning');
  await writeTo(tomasz.page);
  await whileUsed(tomasz.page, () => showsPresence(elin.page, ofChat, 'on', 'Available'));
  await showsPresence(elin.page, ofChat, 'away', 'Away');
  // What comes in under a mouse that rests is no use of the page.
  await tomasz.page.evaluate(() => {
    window.moves = 0;
    addEventListener('pointermove', () => window.moves++, true);
  });
  await send(elin.page, 'Are you there?');
  await shows(tomasz.page, 'Are you there?');
  assert.equal(await tomasz.page.evaluate(() => window.moves), 0);

  await tomasz.page.goto(tomasz.house.url + at.status);
  await tomasz.page.click(`${sees.status} [name=quiet][value="60"]`);
  await submit(tomasz.page, sees.status, {});
  await showsPresence(elin.page, ofChat, 'busy', 'Do not disturb until ');
  const own = await tomasz.page.$eval('#mini', (panel) => panel.textContent);
  assert.match(own, /Do not disturb until .*\d\d:\d\d/);
  await tomasz.page.click(`${sees.status} [name=quiet][value="off"]`);
  await submit(tomasz.page, sees.status, {});
  await whileUsed(tomasz.page, () => showsPresence(elin.page, ofChat, 'on', 'Available'));
  for (const { page } of [elin, tomasz]) page.assertClean();
});

journey('without JavaScript a person is here by loading pages, and sees others by it', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { ...QUICK, script: false });
  const watching = await stage.person(elin.house, { email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  await writeTo(watching.page);
  await send(watching.page, 'Good morning');
  await elin.page.goto(watching.page.url());
  const { pages, see } = await watch(elin);
  const fresh = async (mark, words) => {
    for (const page of pages) await page.reload();
    await see(mark, words);
  };
  const isHere = () => showsPresence(watching.page, ofChat, 'on', 'Available');
  const load = () => tomasz.page.reload();
  await enter(tomasz.page);
  await whileUsed(tomasz.page, async () => {
    await isHere();
    await fresh('on', 'Available');
  }, load);
  await showsPresence(watching.page, ofChat, 'away', 'Away');
  await fresh('away', 'Away');
  await showsPresence(watching.page, ofChat, 'off', 'Offline', GRACE);
  await fresh('off', 'Offline');
  assert.match(await elin.page.$eval(sees.bar, (bar) => bar.textContent), /Offline since .*\d\d:\d\d/);
  await whileUsed(tomasz.page, isHere, load);
  for (const page of [...pages, watching.page]) page.assertClean();
});
