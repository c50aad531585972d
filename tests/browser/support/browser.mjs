// People at a real browser.
//
// Measured with Chromium 156, headless, driven over CDP:
// - the back/forward cache works: after goBack the same document is there, pageshow says persisted; a page that is
//   no-store or leaves a WebSocket open at pagehide does not come back that way;
// - of the pages of one context the last opened (or bringToFront) is visible and focused and the others are hidden; each
//   context has a visible, focused page of its own;
// - without JavaScript page.evaluate still works, but timers and promises in the page never come: so all waiting is done
//   here and not in the page.
import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { at, fill } from './addresses.mjs';
import { openWire } from './wire.mjs';

const PATIENCE = 10_000;
const POLLING = 50;
const DESK = { width: 1440, height: 900 };
const PHONE = { width: 390, height: 844 };
export const VIEWPORTS = [DESK, PHONE];
export const THEMES = ['light', 'dark'];

// All of Chromium, or its shell: the same engine without tabs and windows, in a third of the time, but without the back/forward cache, the sounds of pages
// that nobody looks at, and, at times, which page that is.
const BROWSERS = {
  whole: ['CHROMIUM', '/usr/bin/chromium'],
  shell: ['CHROMIUM_SHELL', '/usr/bin/chromium-headless-shell'],
};

async function program(kind) {
  const [variable, usual] = BROWSERS[kind];
  const file = process.env[variable] || usual;
  await access(file).catch(() => {
    throw new Error(`there is no ${file}: install ${path.basename(usual)} or set ${variable}`);
  });
  return file;
}

export async function openBrowser(kind) {
  const profile = await mkdtemp(path.join(tmpdir(), 'hallway-chromium-'));
  const browser = await puppeteer.launch({
    executablePath: await program(kind),
    headless: true,
    userDataDir: profile,
    args: [
      '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--disable-dev-shm-usage', '--lang=en-US',
      // A microphone that hums, and nobody who is asked.
      '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream',
      // Chromium has no sandbox for root.
      ...(process.getuid() === 0 ? ['--no-sandbox'] : []),
    ],
  });
  return {
    browser,
    folder: profile,
    async close() {
      await browser.close();
      await rm(profile, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

// What went wrong on a page, as [kind, text]; kinds: console, page, request.
function collect(page, problems) {
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(['console', `${message.text()} (${message.location().url ?? ''})`]);
  });
  page.on('pageerror', (error) => problems.push(['page', String(error.stack ?? error)]));
  page.on('requestfailed', (request) => {
    const reason = request.failure()?.errorText;
    // A page that is left takes its requests with it.
    if (reason !== 'net::ERR_ABORTED') problems.push(['request', `${request.method()} ${request.url()}: ${reason}`]);
  });
}

// puppeteer's own fetch a handle of each element first: of a long page that is a hundred questions over the wire, several times a second while
// somebody waits. These ask once. CSS alone, and values that are JSON.
function askAtOnce(page) {
  const asked = (css, ask, args, found) => page.evaluate(`((css) => {
    const found = ${found};
    if (!found) throw new Error('failed to find element matching selector "' + css + '"');
    return (${ask})(found${args.map((value) => `, ${JSON.stringify(value)}`).join('')});
  })(${JSON.stringify(css)})`);
  page.$eval = (css, ask, ...args) => asked(css, ask, args, 'document.querySelector(css)');
  page.$$eval = (css, ask, ...args) => asked(css, ask, args, '[...document.querySelectorAll(css)]');
}

const OF_AN_OUTAGE = /net::ERR_|WebSocket connection|Failed to load resource: net|Failed to fetch|htmx:(send|network)/i;

class Person {
  constructor(house, context, wire, options) {
    Object.assign(this, { house, context, wire, ...options });
    this.pages = [];
  }

  // A new tab, at `address` if one is given. It is in front.
  async open(address) {
    const page = await this.context.newPage();
    page.problems = [];
    collect(page, page.problems);
    askAtOnce(page);
    page.setDefaultTimeout(PATIENCE);
    await page.setViewport(DESK);
    if (!this.script) await page.setJavaScriptEnabled(false);
    // Chromium says a violation in the console by itself; this adds where it comes from.
    await page.evaluateOnNewDocument(() => addEventListener('securitypolicyviolation', (violation) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber } = violation;
      console.error(`CSP: ${effectiveDirective} refused ${blockedURI} at ${sourceFile}:${lineNumber}`);
    }));
    page.assertClean = (allowed) => assertClean(page, allowed);
    page.person = this;
    this.pages.push(page);
    if (address) await page.goto(new URL(address, this.house.url).href);
    return page;
  }

  // Signs in through the page.
  async signIn({ email, password }) {
    await this.page.goto(this.house.url + at.signIn);
    await submit(this.page, `form:has([name=password])`, fill.signIn({ email, password }));
    if (new URL(this.page.url()).pathname === at.signIn) {
      throw new Error(`${email} could not sign in:\n${await text(this.page, 'body')}`);
    }
  }

  async leave() {
    await this.context.close();
    this.wire.close();
  }
}

// A person with a browser profile of their own: signed in if they are by `client`, or through the page if `email` is given.
// `script: false` is a browser without JavaScript.
export async function person(house, open, { email, password, client, script = true } = {}) {
  const wire = await openWire();
  const context = await open.browser.createBrowserContext({ proxyServer: wire.address, proxyBypassList: ['<-loopback>'] });
  const someone = new Person(house, context, wire, { email, script, folder: open.folder });
  someone.page = await someone.open();
  if (client) await context.setCookie(...client.cookies());
  else if (email) await someone.signIn({ email, password });
  return someone;
}

// Throws if anything was wrong on the page. `outage: true` overlooks what an outage of the server or the cable explains.
export function assertClean(page, { outage = false, status = 200 } = {}) {
  const expected = `the server responded with a status of ${status}`;
  const left = page.problems.filter(([kind, said]) => {
    if (status !== 200 && said.includes(expected)) return false;
    return !(outage && (kind === 'request' || OF_AN_OUTAGE.test(said)));
  });
  if (left.length) throw new Error(`${page.url()} is not clean:\n${left.map((one) => one.join(': ')).join('\n')}`);
}

// Waits until `predicate` holds in the page and returns what it returned. `what` says it in words.
export function settled(page, what, predicate, ...args) {
  return eventually(`${what} (at ${page.url()})`, () => page.evaluate(predicate, ...args));
}

// Asks until the answer is one, and returns it. A page that goes to another one while it is asked is asked again.
export async function eventually(what, ask, patience = PATIENCE) {
  const until = Date.now() + patience;
  for (;;) {
    let cause;
    try {
      const answer = await ask();
      if (answer) return answer;
    } catch (error) {
      if (!/context was destroyed|Cannot find context|detached/i.test(error.message)) throw error;
      cause = error;
    }
    if (Date.now() > until) throw new Error(`within ${patience / 1000} s it did not happen: ${what}`, { cause });
    await delay(POLLING);
  }
}

// The text of the first element that matches, white space folded; null if there is none.
export function text(page, selector) {
  return page.evaluate((css) => document.querySelector(css)?.textContent.replace(/\s+/g, ' ').trim() ?? null, selector);
}

// Fills the form's fields by name and presses its button, and waits for the next page.
export async function submit(page, form, values) {
  for (const [name, value] of Object.entries(values)) await fillIn(page, `${form} [name="${name}"]`, value);
  await Promise.all([
    page.waitForNavigation(),
    page.click(`${form} button:not([type=button]):not([formaction])`),
  ]);
}

// Writes into a field, in the place of what is there.
export async function write(page, selector, words) {
  await page.$eval(selector, (field) => { field.focus(); field.select(); });
  await page.keyboard.type(words);
}

async function fillIn(page, selector, value) {
  const field = await page.waitForSelector(selector).catch(() => {
    throw new Error(`there is no ${selector} at ${page.url()}`);
  });
  const kind = await field.evaluate((element) => element.type);
  if (kind.startsWith('select')) await field.select(value);
  else if (kind === 'checkbox') {
    if (await field.evaluate((element) => element.checked) !== value) await field.click();
  } else {
    await field.evaluate((element) => element.select());
    await field.press('Backspace');
    await field.type(value);
  }
}

// Presses what sends a file, and returns the file's text.
export async function download(page, selector) {
  const folder = page.person.folder;
  const cdp = await page.browser().target().createCDPSession();
  const kept = [];
  cdp.on('Browser.downloadProgress', ({ guid, state }) => state === 'completed' && kept.push(guid));
  await cdp.send('Browser.setDownloadBehavior', {
    behavior: 'allowAndName', browserContextId: page.browserContext().id, downloadPath: folder, eventsEnabled: true,
  });
  await page.click(selector);
  await eventually(`${selector} sends a file`, () => kept.length > 0);
  await cdp.detach();
  return readFile(path.join(folder, kept[0]), 'utf8');
}

// Chooses a file of this name and with this text.
export async function choose(page, selector, name, text) {
  const file = path.join(page.person.folder, name);
  await writeFile(file, text);
  const field = await page.waitForSelector(selector);
  await field.uploadFile(file);
}

// Follows a link, or whatever else leads to another page.
export async function follow(page, selector) {
  await Promise.all([page.waitForNavigation(), page.click(selector)]);
}

// Pulls the cable, or puts it back: open sockets are closed, new ones refused, and the browser knows.
export async function offline(page, out) {
  const { wire, pages } = page.person;
  if (out) wire.cut();
  else wire.mend();
  for (const each of pages) if (!each.isClosed()) await each.setOfflineMode(out);
}

// With HALLWAY_SHOTS set to a folder: NAME-1440-light.png and so on.
export async function screenshots(page, name) {
  const folder = process.env.HALLWAY_SHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  for (const viewport of VIEWPORTS) {
    for (const theme of THEMES) {
      await dress(page, viewport, theme);
      await page.screenshot({ path: path.join(folder, `${name}-${viewport.width}-${theme}.png`) });
    }
  }
}

// As a page is when it is opened.
export async function undress(page) {
  await page.setViewport(DESK);
  await page.emulateMediaFeatures([]);
}

export async function dress(page, viewport, theme) {
  await page.setViewport(viewport);
  await page.emulateMediaFeatures([
    { name: 'prefers-color-scheme', value: theme },
    { name: 'prefers-reduced-motion', value: 'reduce' },
  ]);
}
