// The same texts in plans, drafts, calls, notifications, what is searched for, and what pages say of themselves.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { at } from './support/addresses.mjs';
import { eventually, settled } from './support/browser.mjs';
import { enter } from './support/chat.mjs';
import { check, leaf, look, peek } from './support/harmless.mjs';
import { vectors } from './support/hostile.mjs';
import { journey } from './support/journey.mjs';
import { broken, company, each, escaped, flat, key, Marks, newest, next, say, soon } from './support/marks.mjs';

journey('plans and drafts run nothing', async (stage) => {
  const { house, founder, elin } = await company(stage);
  const [marks, begun] = [new Marks(), new Marks()];
  const chat = new URL(await enter(elin)).pathname;

  // So many wait at once.
  const plans = marks.of('plan');
  for (let from = 0; from < plans.length; from += 95) {
    await say(founder, chat, plans.slice(from, from + 95), () => [['when', soon()], ['later', '1']]);
    await look(elin, '/later');
    await marks.see(elin);
    for (const scheduled of (await elin.$$eval('a[href^="/scheduled/"]', (all) => all.map((one) => one.href))).filter((_, n) => n % 40 === 7)) await look(elin, scheduled);
    await house.execute('DELETE FROM scheduled');
  }
  marks.assertSeen({ lines: true });

  const groups = [];
  for (let n = 0; n < 27; n++) groups.push((await founder.send('/chats', [['name', `Group ${n}`]])).headers.get('location'));
  const drafts = begun.of('draft');
  await look(elin, groups[0]);
  for (let from = 0; from < drafts.length; from += groups.length) {
    await each(drafts.slice(from, from + groups.length), async (text, n) => {
      const base = from ? (await founder.get(groups[n])).html.match(/name="base" value="(\d+)"/)?.[1] : 0;
      const { status } = await founder.post(`${groups[n]}/draft`, [['text', text], ['base', base ?? 0], ['key', key()]]);
      assert.equal(status, 200);
    });
    await check(elin);
    await peek(elin, at.messages);
    await begun.see(elin, '.tree');
    await peek(elin, groups[from % 25]);
    await begun.see(elin);
  }
  // Written on two devices beside each other.
  await founder.post(`${groups[1]}/draft`, [['text', drafts[3]], ['base', '0'], ['key', key()]]);
  await look(elin, groups[1]);
  assert.ok(await elin.$('#other'), 'the other one is shown');
  begun.assertSeen({ lines: true });
  assert.deepEqual(broken(elin), []);
});

journey('calls, notifications and what is searched for run nothing', async (stage) => {
  const { house, founder, colleague, elin, tomasz } = await company(stage);
  const told = new Marks();
  const chat = new URL(await enter(elin)).pathname;

  // The page of notifications is open while they come.
  await look(tomasz, at.notifications);
  const called = told.of('called');
  await say(founder, chat, called.map((text) => `@Tomasz\n${text}`));
  const last = await newest(elin, chat), first = last - called.length + 1;
  await each(called, async (text, n) => {
    await (n % 2 ? founder : colleague).send(`/messages/${first + n}/reminder`, [['at', soon()]]);
    if (n % 5 === 0) await founder.send(`${chat}/messages`, [['text', text], ['key', key()], ['reply', first + n]]);
  });
  for (const page of [elin, tomasz]) await look(page, '/later');
  await leaf(tomasz, at.notifications, next.notices, () => told.see(tomasz));
  told.assertSeen({ lines: true });
  await house.execute('UPDATE reminders SET due_at = 1');
  await eventually('they are reminded', async () => (await colleague.get(at.notifications)).html.match(/id="nt\d+"/g)?.length > 0 && (await colleague.get('/later')).html.includes('/reminder') === false, 30_000);
  await leaf(tomasz, at.notifications, next.notices);
  const { html } = await colleague.get(at.notifications);
  for (const [, number] of [...html.matchAll(/id="nt(\d+)"/g)].slice(0, 20).filter((_, n) => n % 4 === 0)) await look(tomasz, `/notifications/${number}/why`);
  for (const query of vectors.filter((_, n) => n % 24 === 4).map(encodeURIComponent)) {
    for (const address of [`/search?q=${query}`, `/search?q=from:${query}`, `${chat}/search?q=${query}&from=${query}&after=${query}`, `${at.notifications}?q=${query}`]) await peek(elin, address);
  }
  await leaf(elin, '/search?q=ran', next.found);

  // Who is called so.
  await look(elin, chat);
  for (const name of vectors.map(flat).filter((text) => text.length > 1 && text.length <= 80).filter((_, n) => n % 12 === 5)) {
    await colleague.send('/settings/profile', [['name', name]]);
    await say(founder, chat, [`@${name} and @${name.split(' ')[0]}`]);
    await colleague.send(`${chat}/messages`, [['text', name], ['key', key()]]);
    const answer = await founder.get(`${chat}/mentions?q=${encodeURIComponent(name.slice(0, 3))}`);
    assert.equal(answer.status, 200);
  }
  await check(elin);
  await elin.focus('form#composer textarea');
  await elin.keyboard.type('@');
  await settled(elin, 'whom one may call', () => document.querySelector('#ahead')?.textContent.trim());
  await check(elin);
  await leaf(elin, chat, next.older);
  for (const address of ['/people/2', at.people, `${chat}/members`]) await look(elin, address);
  assert.deepEqual([...broken(elin), ...broken(tomasz)], []);
});

journey('what pages of links say runs nothing, wherever it is shown', async (stage) => {
  const { founder, elin, tomasz } = await company(stage, { near: true });
  const marks = new Marks();
  const [titles, abouts, sites] = ['title', 'about', 'site'].map((field) => marks.of(field, { line: true }));
  const html = (n) => `<!doctype html><meta property="og:title" content="${escaped(titles[n])}"><meta property="og:site_name" content="${escaped(sites[n])}">
    <meta name="description" content="${escaped(abouts[n])}">`;
  const server = createServer((request, response) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(html(Number(request.url.slice(1)))));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  stage.after(() => server.close());
  const chat = new URL(await enter(tomasz)).pathname;
  const site = `http://127.0.0.1:${server.address().port}`;
  await say(founder, chat, titles.map((_, n) => `${site}/${n}`));
  // As they come to an open page, and as they are loaded.
  await eventually('the newest have come', () => tomasz.$$eval('#messages .lk', (all) => all.length >= 300), 90_000);
  await check(tomasz);
  await eventually('all have come', async () => {
    await leaf(elin, chat, next.older, () => marks.see(elin, '.lk'));
    return [...marks.put].every((mark) => marks.seen.has(mark));
  }, 90_000);
  marks.assertSeen();
  const listed = new Marks();
  listed.of('title');
  await leaf(elin, `${chat}/links`, next.kept, () => listed.see(elin));
  listed.assertSeen();
  await look(elin, `${chat}/search?q=has:link`);
  assert.deepEqual([...broken(elin), ...broken(tomasz)], []);
});
