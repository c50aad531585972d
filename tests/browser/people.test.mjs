// The company's structure as contact list.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, settled, text } from './support/browser.mjs';
import { journey } from './support/journey.mjs';

const xpath = (selector) => `::-p-xpath(${selector})`;
const find = (page, selector) => page.waitForSelector(xpath(selector));

function somebody(house, name) {
  return house.people.find(({ email }) => email.startsWith(`${name}@`));
}

async function demo(stage, { script = true } = {}) {
  const house = await stage.openDemo();
  const elin = await stage.person(house, { ...somebody(house, 'elin'), script });
  await elin.page.goto(house.url + at.people);
  return { house, elin };
}

journey('a department opens in place, and says who comes and goes', async (stage) => {
  const { house, elin: { page } } = await demo(stage);
  await (await find(page, sees.summary('Production'))).click();
  await (await find(page, sees.summary('Print floor'))).click();
  const row = await find(page, sees.person('Tomasz Wilk'));
  assert.equal(new URL(page.url()).pathname, at.people, 'the page is the same');
  const presence = () => row.evaluate((one) => [one.querySelector('.av').dataset.p, one.querySelector('.st').textContent]);
  assert.notEqual((await presence())[0], 'on');
  const tomasz = await stage.person(house, somebody(house, 'tomasz'));
  await eventually('Tomasz is shown as available', async () => (await presence())[0] === 'on');
  assert.equal((await presence())[1], 'Available');
  // A server that was killed, and a page that comes back to it, know who is here.
  await house.kill();
  await house.restart();
  await eventually('Tomasz is shown as available again', async () => (await presence())[0] === 'on');
  await tomasz.page.close();
  page.assertClean({ outage: true });
});

journey('people are found with the keyboard alone', async (stage) => {
  const { elin: { page } } = await demo(stage);
  await page.focus(sees.search);
  await page.keyboard.type('dung');
  await settled(page, 'Đặng Dũng alone is listed', () => {
    const found = [...document.querySelectorAll('.pr b')].map((name) => name.textContent);
    return found.length === 1 && found[0] === 'Đặng Dũng';
  });
  for (let step = 0; step < 12; step++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement.matches('.pr'))) break;
  }
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  assert.equal(await text(page, '#who'), 'Đặng Dũng');
  // A department is opened by Enter, too.
  await page.goto(page.person.house.url + at.people);
  await (await find(page, sees.summary('Studio'))).focus();
  await page.keyboard.press('Enter');
  await find(page, sees.person('Radka Nováková'));
  page.assertClean();
});

journey('without JavaScript: a department is a page, and a form finds people', async (stage) => {
  const { elin: { page } } = await demo(stage, { script: false });
  await (await find(page, sees.summary('Studio'))).click();
  const link = await find(page, '//a[text()="Open Studio"]');
  await Promise.all([page.waitForNavigation(), link.click()]);
  assert.equal(await text(page, 'h1'), 'Studio');
  await page.type(sees.search, 'bindery');
  await Promise.all([page.waitForNavigation(), page.keyboard.press('Enter')]);
  const found = await page.$$eval('.pr b', (names) => names.map((name) => name.textContent));
  assert.ok(found.includes('Bram de Wit') && !found.includes('Elin Lindqvist'), found.join());
  page.assertClean();
});

journey('a department is dragged onto another', async (stage) => {
  const { house, elin: { page } } = await demo(stage);
  await page.goto(house.url + at.structure);
  const [office, studio] = [await find(page, sees.limb('Office')), await find(page, sees.limb('Studio'))];
  // Not faster than the page follows: what is let go before it lies over something falls nowhere.
  await office.hover();
  await page.mouse.down();
  await eventually('Office lies over Studio', async () => {
    await studio.hover();
    return studio.evaluate((limb) => limb.matches('.into'));
  });
  await Promise.all([page.waitForNavigation(), page.mouse.up()]);
  assert.equal(await text(page, 'h1'), 'Office');
  assert.match(await text(page, '.bar p'), /Tidewater Press › Studio/);
  page.assertClean();
});
