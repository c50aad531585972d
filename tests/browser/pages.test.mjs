// What holds for every page: axe finds nothing, the content security policy is never broken, the console stays empty; and
// what the messenger weighs.
import assert from 'node:assert/strict';
import { pagesSignedIn, pagesSignedOut, sees, setUpAddress } from './support/addresses.mjs';
import { eventually } from './support/browser.mjs';
import { enter } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';

const KB = 1024;

async function inspectAll(someone, pages) {
  const found = [];
  for (const [name, address, options] of pages) {
    const page = await someone.open();
    if (address === 'chat') await enter(page);
    else {
      const below = address.match(/^chat(.+)/)?.[1];
      const about = address.match(/^message(.+)/)?.[1];
      // Of the chat's newest message; a page of several takes its number at the end.
      const newest = about && await enter(page) && await page.$$eval(sees.message, (rows) => rows.at(-1).id.slice(1));
      const place = about ? new URL(about.replace('{id}', newest), someone.house.url).href : below ? await enter(page) + below : new URL(address, someone.house.url).href;
      const answer = await page.goto(place);
      assert.equal(answer.status(), options?.status ?? 200, address);
    }
    found.push(...await inspect(page, name, options));
    await page.close();
  }
  return found;
}

// A journey has a limit; a slow machine needs most of it for so many.
const PARTS = 4;
for (let part = 0; part < PARTS; part++) {
  const pages = pagesSignedIn.filter((_, n) => n % PARTS === part);
  journey(`every page passes axe and keeps to the content security policy: part ${part + 1} of ${PARTS}`, async (stage) => {
    const house = await stage.openDemo();
    const [who] = house.people;
    assert.deepEqual(await inspectAll(await stage.person(house, who), pages), []);
  });
}

journey('pages for who is not signed in do, too', async (stage) => {
  assert.deepEqual(await inspectAll(await stage.person(await stage.openDemo()), pagesSignedOut), []);
});

journey('the set-up page does, too', async (stage) => {
  const house = await stage.openHouse();
  const [address] = await house.says(setUpAddress);
  assert.deepEqual(await inspectAll(await stage.person(house), [['set-up', address]]), []);
});

// The bytes of all that a first visit fetches, heads included; frames of the socket are not.
async function weight(stage, house, who, script) {
  const before = await stage.person(house, { ...who, script });
  const chat = await enter(before.page);
  // A profile that has the cookies and nothing in its cache.
  const visitor = await stage.person(house, { script });
  await visitor.context.setCookie(...await before.context.cookies());
  const cdp = await visitor.page.createCDPSession();
  const open = new Map();
  const parts = [];
  let last = Date.now();
  cdp.on('Network.requestWillBeSent', ({ requestId, request }) => open.set(requestId, request.url));
  cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const url = new URL(open.get(requestId) ?? 'about:srcdoc');
    // A frame's srcdoc is in its page already.
    if (url.protocol !== 'about:') parts.push([encodedDataLength, url.pathname]);
    open.delete(requestId);
    last = Date.now();
  });
  cdp.on('Network.loadingFailed', ({ requestId }) => open.delete(requestId));
  await cdp.send('Network.enable');
  await visitor.page.goto(chat);
  await eventually('nothing more is fetched', () => open.size === 0 && Date.now() - last > 500);
  visitor.page.assertClean();
  const sum = parts.reduce((total, [bytes]) => total + bytes, 0);
  return { sum, said: `${sum} bytes: ${parts.map((part) => part.join(' ')).join(', ')}` };
}

journey('the first load of the messenger is light', async (stage) => {
  const house = await stage.openDemo();
  const [who] = house.people;
  for (const [script, most] of [[true, 30 * KB], [false, 12 * KB]]) {
    const { sum, said } = await weight(stage, house, who, script);
    assert.ok(sum > 0 && sum <= most, `${script ? 'with' : 'without'} JavaScript ${said}`);
    console.log(`${script ? 'with' : 'without'} JavaScript ${said}`);
  }
});
