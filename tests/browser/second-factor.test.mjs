// The second factor through its pages: without JavaScript from the settings to the door and back, and what axe finds.
import assert from 'node:assert/strict';
import { at, fill, sees } from './support/addresses.mjs';
import { settled, submit, text } from './support/browser.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { code } from './support/phone.mjs';

const form = (action) => `form[action^="${action}"]`;

// Turns it on: the secret and the recovery codes.
async function turnOn(page) {
  await page.goto(page.person.house.url + at.settingsSignIn);
  await submit(page, form(at.secondFactor), {});
  const secret = await text(page, sees.secret);
  await submit(page, form(at.confirmFactor), { code: code(secret) });
  return { secret, codes: await page.$$eval(sees.recoveryCodes, (codes) => codes.map((one) => one.textContent)) };
}

// As far as the password leads.
async function knock(page, who) {
  await page.goto(page.person.house.url + at.signIn);
  await submit(page, 'form:has([name=password])', fill.signIn(who));
  assert.equal(new URL(page.url()).pathname, at.signInCode);
}

for (const database of ['sqlite', 'postgres']) {
  journey(`without JavaScript one turns it on, signs in with a code, and with a recovery code, on ${database}`, async (stage) => {
    const house = await stage.openDemo({ database });
    const [who] = house.people;
    const { page } = await stage.person(house, { ...who, script: false });
    const { secret, codes } = await turnOn(page);
    assert.equal(codes.length, 10);

    const { page: phone } = await stage.person(house, { script: false });
    await knock(phone, who);
    await submit(phone, form(at.signInCode), { code: 'one' });
    assert.match(await text(phone, 'main'), /not the code of now/);
    await submit(phone, form(at.signInCode), { code: code(secret, 1) });
    assert.equal(new URL(phone.url()).pathname, at.messages);

    const { page: other } = await stage.person(house, { script: false });
    await knock(other, who);
    await other.click('summary');
    await submit(other, `${form(at.signInCode)}:has([name=recovery])`, { recovery: codes[0] });
    await other.goto(house.url + at.settingsSignIn);
    assert.match(await text(other, 'main'), /9 recovery codes are left/);
    await submit(other, form(at.renewCodes), {});
    assert.notDeepEqual(await other.$$eval(sees.recoveryCodes, (all) => all.map((one) => one.textContent)), codes);
    await other.goto(house.url + at.settingsSignIn);
    await submit(other, form(at.factorOff), {});
    assert.match(await text(other, 'main'), /The second factor is off/);
    for (const one of [page, other]) one.assertClean();
    phone.assertClean({ status: 422 });
  });
}

journey('the pages of the second factor pass axe and keep to the content security policy', async (stage) => {
  const house = await stage.openDemo();
  const [who] = house.people;
  const { page } = await stage.person(house, who);
  const found = [];
  const look = async (on, name, options) => found.push(...await inspect(on, name, options));
  await page.goto(house.url + at.settingsSignIn);
  await submit(page, form(at.secondFactor), {});
  await look(page, 'second-factor');
  const secret = await text(page, sees.secret);
  await submit(page, form(at.confirmFactor), { code: 'one' });
  await look(page, 'second-factor-wrong', { status: 422 });
  await submit(page, form(at.confirmFactor), { code: code(secret) });
  await look(page, 'recovery-codes', { status: 422 });
  await page.goto(house.url + at.settingsSignIn);
  await look(page, 'settings-sign-in-on', { status: 422 });
  // A wrong password brings the page that asks for it, however lately a right one was given.
  await page.evaluate(() => {
    const password = Object.assign(document.createElement('input'), { name: 'confirm-password', value: 'wrong' });
    document.querySelector('form[action$="/off"]').append(password);
  });
  await submit(page, form(at.factorOff), {});
  await look(page, 'confirm', { status: 422 });
  await submit(page, form(at.factorOff), { 'confirm-password': who.password });
  assert.match(await text(page, 'main'), /The second factor is off/);
  // What htmx sends is answered with the whole page in place of the one that asked.
  await page.evaluate((address) => {
    window.htmx.ajax('POST', address, { target: 'h1', values: { 'confirm-password': 'wrong', user: '7' } });
  }, at.secondFactor);
  await settled(page, 'the password is asked for', () => document.querySelector('main [name=confirm-password]'));
  assert.deepEqual(await page.$$eval('main', (all) => all.map((one) => one.parentElement.tagName)), ['BODY']);
  assert.equal(await page.$eval('main [name=user]', (field) => field.value), '7');

  const { secret: next } = await turnOn(page);
  const { page: phone } = await stage.person(house);
  await knock(phone, who);
  await look(phone, 'sign-in-code');
  await submit(phone, form(at.signInCode), { code: 'one' });
  await look(phone, 'sign-in-code-wrong', { status: 422 });
  await submit(phone, form(at.signInCode), { code: code(next, 1) });
  assert.equal(new URL(phone.url()).pathname, at.messages);
  assert.deepEqual(found, []);
});

journey('what the company asks for stands at the door, and leads on to where one wanted to go', async (stage) => {
  const house = await stage.openDemo({ database: 'postgres' });
  const [who] = house.people;
  const { page } = await stage.person(house, who);
  const found = [];
  const look = async (name, options) => found.push(...await inspect(page, name, options));
  await house.execute('UPDATE company SET second_factor = TRUE; UPDATE sessions SET confirmed_at = 0');
  await page.goto(house.url + at.invitations);
  assert.equal(new URL(page.url()).pathname, at.secondFactor);
  await look('asked-what');
  await submit(page, form(at.secondFactor), {});
  await look('asked-confirm', { status: 403 });
  await submit(page, form(at.secondFactor), { 'confirm-password': who.password });
  await look('asked-second-factor', { status: 403 });
  await submit(page, form(at.confirmFactor), { code: code(await text(page, sees.secret)) });
  await look('asked-recovery-codes', { status: 403 });
  await Promise.all([page.waitForNavigation(), page.click('main a.go')]);
  assert.equal(new URL(page.url()).pathname, at.invitations);
  assert.deepEqual(found, []);
});
