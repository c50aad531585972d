// The same texts in what groups look like, in polls, files and links, in what a message said before, in quotes, and in what is repeated. Each text is in each
// of them, each is seen on a page, and none runs or makes anything.
import assert from 'node:assert/strict';
import { at } from './support/addresses.mjs';
import { enter } from './support/chat.mjs';
import { check, leaf, look, peek, strange } from './support/harmless.mjs';
import { horrors, short, vectors } from './support/hostile.mjs';
import { journey } from './support/journey.mjs';
import { broken, company, each, follows, key, Marks, newest, next, say } from './support/marks.mjs';

journey('what is looked for is found on a page that has it', async (stage) => {
  const { elin } = await company(stage);
  await look(elin, at.settings);
  const missed = [];
  let makes = 0;
  for (const text of vectors) {
    const { made, ...found } = await strange(elin, text);
    makes += made;
    if (made && Object.values(found).flat().every((one) => !one)) missed.push(text);
  }
  assert.deepEqual(missed, []);
  assert.ok(makes > 250, `only ${makes} make something`);
  await assert.rejects(elin.evaluate(() => { window.ran(); }).then(() => check(elin)), /ran: true/);
});

const RIGHTS = ['writers', 'adders', 'removers', 'pinners', 'callers'].map((right) => [right, 'all']);

journey('looks of groups run nothing', async (stage) => {
  const { founder, elin, tomasz } = await company(stage);
  const marks = new Marks();
  const [names, abouts] = [marks.of('name', { most: 80, line: true }), marks.of('about')];
  const groups = [];
  await enter(tomasz);
  await each(names, async (name, n) => {
    const { headers } = await founder.send('/chats', n % 20 ? [['name', name]] : [['name', name], ['user', '2']]);
    const chat = headers.get('location');
    groups[n] = chat;
    await founder.send(`${chat}/settings`, [['name', name], ['about', abouts[n]], ['hue', '2']]);
    await founder.send(`${chat}/rules`, [...RIGHTS, ['keep_days', '0'], ['shows_past', '1'], ['findable', '1']]);
  });
  await check(tomasz);
  await leaf(tomasz, at.openGroups, next.page, () => marks.see(tomasz));
  marks.assertSeen();
  await look(tomasz, `${at.openGroups}?q=${encodeURIComponent('"><img src=x onerror=ran()>')}`);
  for (let n = 0; n < groups.length; n += 95) {
    const chat = groups[n];
    // How wide they are is looked at once.
    const visit = n ? peek : look;
    for (const below of ['', '/members', '/settings', '/notifications', '/notifications/why', '/search', '/files', '/links', '/poll', '/uploads', '/select']) {
      await visit(elin, chat + below);
    }
    await founder.send(`${chat}/link`, [['link', 'make']]);
    await visit(elin, `${chat}/members`);
    const link = await elin.$eval('#link code', (one) => new URL(one.textContent.trim()).pathname);
    await visit(tomasz, link);
    const offered = await tomasz.$eval('.id', (one) => one.textContent);
    assert.ok(offered.includes(`~name${n}~`) && offered.includes(`~about${n}~`), offered);
  }
  for (const chat of groups.slice(0, 40)) await founder.send(`${chat}/standing`, [['standing', 'archived']]);
  await leaf(elin, at.archived, next.page);
  for (const address of [at.newChat, at.messages, at.search]) await look(elin, address);
  await leaf(tomasz, at.notifications, next.notices);
  for (const page of [elin, tomasz]) page.assertClean();
});

journey('polls and files run nothing', async (stage) => {
  const { founder, colleague, elin, tomasz } = await company(stage);
  const marks = new Marks();
  const chat = new URL(await enter(tomasz)).pathname;

  const [questions, answers] = [marks.of('question', { most: 300, line: true }), marks.of('answer', { most: 100, line: true })];
  await each(questions, (question, n) => founder.send(`${chat}/poll`, [['question', question], ['answer', answers[n]], ['answer', 'neither'], ['key', key()]]));
  const poll = await newest(elin, chat);
  const names = marks.of('file', { most: 120, line: true }).map((name) => name.replaceAll('/', '∕'));
  await each(marks.of('caption'), (caption, n) => founder.sendFiles(`${chat}/uploads`, [['text', caption], ['key', key()]], [[names[n], 'dry']]), 2);
  const file = await newest(elin, chat);
  await follows(tomasz, founder, chat);
  await leaf(elin, chat, next.older, () => marks.see(elin));
  marks.assertSeen();
  await leaf(elin, `${chat}/files`, next.kept);
  await leaf(elin, `${chat}/search?q=ran+has:file`, next.found);
  await around({ founder, colleague, elin, tomasz }, chat, [poll, poll - 30, file, file - 100]);
});

// All pages about these messages.
async function around({ founder, colleague, elin, tomasz }, chat, all) {
  for (const message of all) {
    await founder.send(`/messages/${message}/pin`, [['pinned', '1']]);
    await colleague.send(`/messages/${message}/favourite`, [['favourite', '1']]);
    for (const below of ['/actions', '/reminder', '/reactions', '/votes', '/views', '/versions', '/why', '/edit']) {
      const answer = await peek(tomasz, `/messages/${message}${below}`);
      assert.ok([200, 403, 404].includes(answer.status()), `${below}: ${answer.status()}`);
    }
    for (const address of [`/forward?message=${message}`, `/deletion?message=${message}`, `${chat}?reply=${message}`, `${chat}/select?before=${message}`]) await look(elin, address);
  }
  for (const address of [`${chat}/pins`, '/favourites', chat]) await look(tomasz, address);
  assert.deepEqual([...broken(elin), ...broken(tomasz)], []);
}

journey('quotes, versions and what is repeated run nothing', async (stage) => {
  const { founder, colleague, elin, tomasz } = await company(stage);
  const [marks, quoted, repeated] = [new Marks(), new Marks(), new Marks()];
  const chat = new URL(await enter(tomasz)).pathname;

  const said = quoted.of('said');
  await say(founder, chat, said);
  const last = await newest(elin, chat), first = last - said.length + 1;
  await say(colleague, chat, said.map((_, n) => `answer ${n}`), (n) => [['reply', first + n]]);
  // Up to a hundred times each.
  const versions = marks.of('version');
  const changed = [];
  for (let from = 0; from < versions.length; from += 90) {
    await say(founder, chat, [versions[from]]);
    const message = await newest(elin, chat);
    changed.push(message);
    for (const [n, text] of versions.slice(from + 1, from + 90).entries()) {
      await founder.send(`/messages/${message}/edit`, [['text', text], ['version', n]]);
    }
  }
  const { headers } = await founder.send('/chats/direct', [['user', '2']]);
  const direct = headers.get('location');
  await each(said, (_, n) => founder.send('/forward', [['message', first + n], ['chat', direct.split('/').at(-1)], ['key', key()]]));
  await follows(tomasz, founder, chat);

  await leaf(elin, chat, next.older, async () => {
    await marks.see(elin);
    await quoted.see(elin, 'blockquote.q');
  });
  repeated.put = quoted.put;
  await leaf(elin, direct, next.older, () => repeated.see(elin));
  for (const message of changed) {
    await look(elin, `/messages/${message}/versions`);
    await marks.see(elin);
  }
  for (const which of [marks, repeated]) which.assertSeen();
  quoted.assertSeen({ lines: true });
  await leaf(elin, `${chat}/links`, next.kept);
  await around({ founder, colleague, elin, tomasz }, chat, [first, first + 60, last]);
});

// Slack's marks: a text in each of the places that its programs have for one.
const attached = (text) => ({ pretext: text, author_name: text, author_link: text, title: text, title_link: text, text, fields: [{ title: text, value: text }], image_url: text, footer: text });
const blocks = (text) => [
  { type: 'header', text: { type: 'plain_text', text } }, { type: 'section', text: { type: 'mrkdwn', text }, accessory: { type: 'image', image_url: text, alt_text: text } },
  { type: 'actions', elements: [{ type: 'button', text: { type: 'plain_text', text }, url: text }] }, { type: 'video', title: { type: 'plain_text', text }, title_url: text },
  { type: 'rich_text', elements: [
    { type: 'rich_text_section', elements: [{ type: 'text', text, style: { bold: true, code: true } }, { type: 'link', url: text, text }, { type: 'user', user_id: text }, { type: 'emoji', name: text, unicode: text }] },
    { type: 'rich_text_preformatted', elements: [{ type: 'text', text }] }, { type: 'rich_text_quote', elements: [{ type: 'text', text }] },
  ] },
];

journey('what programs write runs nothing', async (stage) => {
  const { founder, elin, tomasz } = await company(stage);
  const marks = new Marks();
  const chat = (await founder.send('/chats', [['name', 'Plates'], ['user', '2']])).headers.get('location');
  await look(tomasz, chat);
  // One of them says sixty things in a minute.
  const hooks = [];
  for (let n = 0; n < 20; n++) {
    const { status, html } = await founder.post(`${chat}/hooks`, [['name', short[n * 13]]]);
    assert.equal(status, 200);
    hooks.push(html.match(/\/hooks\/[\w-]{16,}/)[0]);
  }
  await look(elin, `${chat}/hooks`);
  let said = 0;
  const program = async (payload, form) => {
    const json = JSON.stringify(payload);
    const sent = form ? { body: new URLSearchParams({ payload: json }) } : { body: json, type: 'application/json' };
    const { status, html } = await founder.ask(hooks[said++ % hooks.length], { method: 'POST', stays: true, ...sent });
    assert.deepEqual([status, html], [200, 'ok'], json.slice(0, 300));
  };
  // Theirs for struck out text are not to be taken for it.
  const marked = (field) => marks.of(field).map((text) => text.replace(/~(\w+)~$/, 'x~$1~x'));
  await each(marked('said'), (text, n) => program({ text, mrkdwn: n % 3 > 0, username: text, icon_url: text, channel: text }, n % 2));
  const [inBlocks, inAttached] = [marked('block'), marked('attached')];
  await each(inBlocks, (text, n) => program({ text: 'for old clients', blocks: blocks(text), attachments: [attached(inAttached[n]), { fallback: inAttached[n] }] }));
  for (const text of horrors) await program({ text: text.slice(0, 2999) });
  await follows(tomasz, founder, chat);
  await leaf(elin, chat, next.older, () => marks.see(elin));
  marks.assertSeen();
  for (const address of [`${chat}/links`, `${chat}/search?q=ran`, `${chat}/hooks`, at.messages, at.audit]) await look(elin, address);
  for (const page of [elin, tomasz]) page.assertClean();
});

// What browsers make something of: a page, a drawing, a text that may be taken for one.
const RUN = '<script>parent.ran?.();top.ran?.()</script>';
const CONTENTS = [
  ['page.html', `<!doctype html><title>x</title>${RUN}<img src=x onerror=top.ran()>`], ['page.xhtml', `<html xmlns="http://www.w3.org/1999/xhtml"><body>${RUN}</body></html>`],
  ['mark.svg', `<svg xmlns="http://www.w3.org/2000/svg" onload="top.ran()">${RUN}</svg>`], ['feed.xml', `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>top.ran()</h:script></x>`],
  ['style.xml', `<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="data:text/xml,${RUN}"?><x/>`], ['plain.txt', RUN], ['no-name', `   ${RUN}`], ['page.htm', `\u{feff}${RUN}`],
  ['picture.gif', `GIF89a/*${RUN}*/=top.ran()`], ['picture.png', RUN], ['sheet.pdf', `%PDF-1.4\n1 0 obj<</OpenAction<</S/JavaScript/JS(top.ran())>>>>endobj`], ['mail.eml', `Content-Type: text/html\n\n${RUN}`],
  ['old.mht', `From: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n${RUN}`], ['script.js', 'top.ran()'], ['voice.ogg', `OggS${RUN}`], ['film.mp4', `\0\0\0\x18ftypmp42${RUN}`],
];

journey('what is in files runs nothing', async (stage) => {
  const { founder, elin } = await company(stage);
  const chat = new URL(await enter(elin)).pathname;
  for (const [name, text] of CONTENTS) await founder.sendFiles(`${chat}/uploads`, [['text', ''], ['key', key()]], [[name, text]]);
  await elin.reload();
  const files = await elin.$$eval('#messages [href^="/files/"]', (all) => all.map((one) => one.href));
  assert.equal(new Set(files).size, CONTENTS.length);
  for (const file of files) {
    const { status, headers } = await founder.get(file);
    assert.equal(status, 200);
    assert.equal(headers.get('content-security-policy'), "default-src 'none';sandbox", file);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    assert.doesNotMatch(headers.get('content-type'), /html|svg|xml|javascript|pdf|text/, file);
    // As a page of its own, in a frame, as a picture and as a script.
    await elin.goto(file).catch((error) => assert.match(error.message, /ERR_ABORTED|ERR_BLOCKED/));
    await elin.goto(elin.person.house.url + chat);
    await elin.evaluate(async (file) => {
      const come = (name, attribute) => new Promise((done) => {
        const one = document.createElement(name);
        one.onload = one.onerror = done;
        one[attribute] = file;
        document.body.append(one);
        // A frame that keeps what it gets says nothing.
        setTimeout(done, 150);
      });
      for (const [name, attribute] of [['iframe', 'src'], ['img', 'src'], ['script', 'src'], ['object', 'data'], ['embed', 'src']]) await come(name, attribute);
    }, file);
    assert.equal(await elin.evaluate(() => window.hasRun ?? false), false, file);
  }
  assert.deepEqual(elin.dialogs, []);
});
