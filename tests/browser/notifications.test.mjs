// The centre on open pages and without a script; letters from the company's server to the link that ends them.
import assert from 'node:assert/strict';
import { at, sees } from './support/addresses.mjs';
import { eventually, follow, offline, settled, submit, text } from './support/browser.mjs';
import { group, send, sendWithoutScript, shows, twoPeople, writeTo } from './support/chat.mjs';
import { inspect } from './support/inspect.mjs';
import { journey } from './support/journey.mjs';
import { MailServer, shownBy } from './support/mail.mjs';
import { RealMail } from './support/real-mail.mjs';

async function bell(page, number) {
  await settled(page, `the bell says ${number || 'nothing'}`,
    (css, count) => (document.querySelector(css)?.textContent.trim() ?? '') === count, sees.bell, number);
}

journey('what happens elsewhere is in the centre at once, and read everywhere when it is opened', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage);
  const centre = await elin.open(at.notifications);
  const elsewhere = await elin.open(at.settings);
  const before = await text(centre, sees.bell);
  const more = (number) => String(Number(before || 0) + number);
  await group(tomasz.page, 'Endpapers');
  await settled(centre, 'the centre has it', (css) => document.querySelector(css)?.textContent.includes('Endpapers'), sees.notices);
  await bell(centre, more(1));
  await bell(elsewhere, more(1));
  await centre.bringToFront();
  await follow(centre, `${sees.notices} a[href^="/chats/"]`);
  await bell(elsewhere, before ?? '');
  for (const page of [centre, elsewhere, tomasz.page]) page.assertClean();
});

journey('who stands in for a colleague is named to who writes, and has the copy at once', async (stage) => {
  const { house, elin, tomasz } = await twoPeople(stage);
  const administrator = await house.signIn({ email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  const rhys = await house.invite(administrator, {
    name: 'Rhys Bowen', email: 'rhys@tidewater.example', password: 'the kettle has gone cold',
  });
  const rhysHere = await stage.person(house, rhys);
  const { page: centre } = rhysHere;
  await centre.goto(house.url + at.notifications);
  assert.deepEqual(await inspect(centre, 'notifications-empty'), []);
  await writeTo(tomasz.page);
  await elin.page.goto(house.url + at.status);
  const until = new Date(Date.now() + 3 * 24 * 3600 * 1000).toISOString().slice(0, 10);
  await elin.page.$eval(`${sees.status} [name=leave_until]`, (field, day) => { field.value = day; }, until);
  await submit(elin.page, sees.status, { substitute: 'rhys@tidewater.example' });
  await settled(tomasz.page, 'the substitute is named before anything is written',
    (css) => /On leave until .* copies to Rhys Bowen/.test(document.querySelector(css)?.textContent), sees.bar);
  await send(tomasz.page, 'Is the proof of sheet 4 with you?');
  await settled(centre, 'the copy is there',
    (css) => /Tomasz Wilk wrote to Elin Lindqvist.*Is the proof of sheet 4 with you\?/s.test(document.querySelector(css)?.textContent), sees.notices);
  await centre.bringToFront();
  await centre.click(`${sees.notices} .reply summary`);
  await centre.type(`${sees.notices} .reply textarea`, 'It is here. Come by at two.');
  assert.deepEqual(await inspect(centre, 'notifications-reply'), []);
  // Another one comes meanwhile, and both are read elsewhere: what is being written stays.
  await send(tomasz.page, 'And sheet 5?');
  await settled(centre, 'the other copy is there', (css) => document.querySelector(css)?.textContent.includes('And sheet 5?'), sees.notices);
  const elsewhere = await rhysHere.open(at.notifications);
  await follow(elsewhere, '#read-all');
  await settled(centre, 'all is read', (css) => !document.querySelector(`${css} li.un`) && document.querySelector('#read-all').disabled, sees.notices);
  await centre.bringToFront();
  const written = () => centre.$$eval(`${sees.notices} details[open] textarea`, (fields) => fields.map((field) => [
    field === document.activeElement, field.value, field.selectionStart, field.form.elements.key.value, field.closest('li').textContent.includes('proof of sheet 4'),
  ]));
  await centre.$eval(`${sees.notices} details[open] textarea`, (field) => field.setSelectionRange(3, 3));
  const before = await written();
  assert.deepEqual(before.map(([focused, value, caret]) => [focused, value, caret]), [[true, 'It is here. Come by at two.', 3]]);
  // The centre as a whole, with one more row above it.
  await offline(centre, true);
  await send(tomasz.page, 'And the cover?');
  await centre.bringToFront();
  await offline(centre, false);
  await settled(centre, 'what was missed is there', (css) => document.querySelector(css)?.textContent.includes('And the cover?'), sees.notices);
  assert.deepEqual(await written(), before);
  // By keyboard: a frame that comes in between moves the focus along.
  await Promise.all([centre.waitForNavigation(), centre.keyboard.press('Tab').then(() => centre.keyboard.press('Enter'))]);
  await follow(centre, '.toast a');
  await shows(centre, 'It is here. Come by at two.');
  await tomasz.page.bringToFront();
  await settled(tomasz.page, 'the reply is in the list', (css) => document.querySelector(css)?.textContent.includes('Come by at two'), sees.recent);
  centre.assertClean({ outage: true });
  for (const page of [elin.page, tomasz.page]) page.assertClean();
});

journey('without a script notifications are read, deleted, and both undone', async (stage) => {
  const { elin, tomasz } = await twoPeople(stage, { script: false });
  await group(tomasz.page, 'Endpapers');
  const page = await elin.open(at.notifications);
  const row = `${sees.notices} li.un:has(a[href^="/chats/"])`;
  const undo = '.toast button';
  for (const deed of ['read', 'delete']) {
    const button = await page.waitForSelector(`${row} button[value=${deed}]`);
    await Promise.all([page.waitForNavigation(), button.click()]);
    assert.equal(await page.$(row), null, `${deed} took it from what is unread`);
    await follow(page, undo);
    assert.ok(await page.$(row), `${deed} is undone`);
  }
  await follow(page, `${row} a[href$="/why"]`);
  assert.match(await text(page, '.reasons'), /E-mail Not mailed\. The company has no mail server\./);
  page.assertClean();
});

// Somebody without script turns letters on, without a wait, confirms the address, and leaves.
async function wantsLetters({ page, house }, next) {
  await page.goto(house.url + at.settingsNotifications);
  await page.click('input[name=delay][value="0"]');
  await submit(page, 'form[action="/settings/notifications"]', { mail: true });
  const [confirm] = (await next()).match(/\/mail\/confirm\/[\w-]+/);
  await page.goto(house.url + confirm);
  await follow(page, `form[action="${confirm}"] button`);
  await page.close();
  return confirm;
}

journey('letters come once they are wanted, and end with one click', async (stage) => {
  const mail = await MailServer.open();
  stage.after(() => mail.close());
  const { house, elin, tomasz } = await twoPeople(stage, { script: false, args: ['--away-after', '1'] });
  const { page } = elin;
  await page.goto(house.url + at.mail);
  await page.click('input[name=security][value=plain]');
  await submit(page, 'form[action="/admin/mail"]', { host: '127.0.0.1', port: String(mail.port) });
  await submit(page, 'form[action="/admin/mail/test"]', {});
  assert.match(await text(page, 'main'), /queued/);
  assert.match(await mail.next('the test'), /To: .*elin@tidewater\.example/);

  await wantsLetters(tomasz, () => mail.next('the confirmation'));

  await writeTo(page);
  await sendWithoutScript(page, 'Grüße from the press room');
  await sendWithoutScript(page, 'Tạm biệt');
  const letter = await mail.next('what is unread');
  assert.match(letter, /Grüße from the press room/);
  const [off] = letter.match(/\/mail\/off\/[\w.-]+/);
  assert.match(letter, new RegExp(`List-Unsubscribe: <http[^>]*${off}>`));

  // As a reader of letters on the web does it: no cookie, of another site, nothing but the form.
  const done = await fetch(house.url + off, { method: 'POST', headers: { 'sec-fetch-site': 'cross-site' }, body: new URLSearchParams({ 'List-Unsubscribe': 'One-Click' }) });
  assert.equal(done.status, 200);
  const again = await tomasz.open(at.sent);
  assert.match(await text(again, 'main'), /queued/);
  await again.goto(house.url + at.settingsNotifications);
  await eventually('nothing else was mailed', () => mail.letters.length === mail.taken);
  again.assertClean();
});

journey('an answer by mail, from a real mailbox to a real mailbox, stands on the open page of who had asked', async (stage) => {
  const responders = await MailServer.open();
  stage.after(() => responders.close());
  const mail = await RealMail.open(stage, 'tidewater.example', responders.port);
  const { house, tomasz } = await twoPeople(stage, { script: false, args: ['--away-after', '1'] });
  const { page } = await stage.person(house, { email: 'elin@tidewater.example', password: 'a door that is left ajar' });
  await page.goto(house.url + at.mail);
  await page.click('input[name=security][value=plain]');
  await submit(page, 'form[action="/admin/mail"]', { host: '127.0.0.1', port: String(mail.ports.smtp) });
  await page.goto(house.url + at.answers);
  await page.click('input[name=security][value=plain]');
  await submit(page, 'form[action="/admin/mail/answers"]', {
    host: '127.0.0.1', port: String(mail.ports.imap), user_name: 'answers', password: 'none', address: 'answers@tidewater.example',
  });

  await page.goto(`${house.url}/admin/mail/remove`);
  assert.deepEqual(await inspect(page, 'admin-mail-remove'), []);

  const confirm = await wantsLetters(tomasz, () => mail.next('tomasz', 'the confirmation'));
  await writeTo(page);
  await send(page, 'Is unit two warm?');
  const letter = await mail.next('tomasz', 'what is unread');
  assert.match(letter, /Is unit two warm\?/);
  const [off] = letter.match(/\/mail\/off\/[\w.-]+/);
  const link = await page.person.open(confirm);
  const found = await inspect(link, 'mail-confirm');
  await link.goto(house.url + off);
  found.push(...await inspect(link, 'mail-off'));
  // Another document, without our policy: what a mail program shows.
  for (const [name, form] of Object.entries(shownBy(letter))) {
    await link.goto('about:blank');
    await link.setContent(form);
    found.push(...await inspect(link, `letter-${name}`));
  }
  assert.deepEqual(found, []);
  await link.close();
  const [, to] = letter.match(/^Reply-To: .*<(answers\+\S+@tidewater\.example)>$/m);
  await mail.send('tomasz@tidewater.example', to, `Yes, since noon.\n\nOn Sunday, Elin Lindqvist (Tidewater Press) <elin@tidewater.example> wrote:\n${letter.replace(/^/gm, '> ')}`);
  await shows(page, 'Yes, since noon.');
  // The mailbox of answers has a responder, too: it answers him, and nobody's answers the house.
  assert.match(await responders.next('the responder'), /^To: .*tomasz@/m);
  assert.equal(responders.letters.length, 1, 'nobody else was answered');
  page.assertClean();
});

journey('a program writes into a group by an address that its owner makes without a script, and is nobody', async (stage) => {
  const { house, elin, tomasz } = await twoPeople(stage);
  await group(tomasz.page, 'Endpapers');
  const chat = new URL(tomasz.page.url()).pathname;
  const plain = await stage.person(house, { email: 'tomasz@tidewater.example', password: 'unit two is warm again', script: false });
  await plain.page.goto(`${house.url}${chat}/members`);
  await follow(plain.page, `a[href="${chat}/hooks"]`);
  await plain.page.type('#name', 'Plate setter');
  await follow(plain.page, `form[action="${chat}/hooks"] button`);
  const hook = await plain.page.$eval('#address', (shown) => shown.textContent);
  assert.ok(hook.startsWith(`${house.url}/hooks/`), hook);
  await elin.page.goto(house.url + chat);
  await elin.page.waitForSelector(sees.text);
  const say = (text) => fetch(hook, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ text }) });
  const answer = await say('Plate 7 *is up*: <https://plates.example/7|see it>');
  assert.deepEqual([answer.status, await answer.text()], [200, 'ok']);
  await shows(elin.page, 'Plate 7 is up: see it');
  await shows(tomasz.page, 'Plate 7 is up: see it');
  assert.equal(await text(elin.page, `${sees.message} header small`), 'integration');
  await tomasz.page.goto(`${house.url}${chat}/hooks`);
  assert.deepEqual(await inspect(tomasz.page, 'hooks'), []);
  await plain.page.goto(`${house.url}${chat}/hooks`);
  await plain.page.click('.items summary');
  await follow(plain.page, '.items button');
  assert.equal((await say('once more')).status, 404);
  for (const { page } of [elin, tomasz, plain]) page.assertClean();
});
