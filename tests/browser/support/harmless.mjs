// What no page may have, whatever anybody has written.
import assert from 'node:assert/strict';
import { VIEWPORTS } from './browser.mjs';

const [DESK, PHONE] = VIEWPORTS;

// The page says if a text of somebody's has run something in it.
export async function watch(page) {
  // Pages that hear of hundreds of things at once are busy.
  page.setDefaultTimeout(30_000);
  page.dialogs = [];
  page.on('dialog', (dialog) => {
    page.dialogs.push(dialog.message());
    dialog.dismiss().catch(() => {});
  });
  await page.evaluateOnNewDocument(() => { window.ran = () => { window.hasRun = true; }; });
}

// What is on the page that none of its templates has put there, or would be if this were shown on it as HTML. Chromium says in the console what the
// policy has refused.
export function strange(page, html = '') {
  return page.evaluate((html) => {
    const shown = html ? new DOMParser().parseFromString(document.documentElement.outerHTML, 'text/html') : document;
    if (html) shown.querySelector('main').insertAdjacentHTML('beforeend', `<div id="hostile">${html}</div>`);
    const all = [...shown.querySelectorAll('*')];
    const attributes = all.flatMap((element) => [...element.attributes].map(({ name, value }) => ({ element, name, value })));
    const said = ({ element, name, value }) => `<${element.localName} ${name}="${value}">`;
    const isAddress = (name) => ['href', 'src', 'action', 'formaction', 'data', 'xlink:href', 'poster', 'srcset', 'ping', 'background'].includes(name);
    const url = (value) => { try { return new URL(value, location); } catch { return {}; } };
    const fits = ({ value }) => ['http:', 'https:', 'mailto:', 'tel:', 'sip:'].includes(url(value).protocol);
    const leadsAway = ({ element, value }) => /^https?:/.test(url(value).href) && url(value).origin !== location.origin
      && !(element.matches('a[rel="noopener noreferrer nofollow"][target=_blank]'));
    const ids = all.map((one) => one.id).filter((id) => id);
    const seen = new Set();
    return {
      ran: window.hasRun ?? false,
      handlers: attributes.filter(({ name }) => /^(on|style$|srcdoc$|hx-on|data-hx)/.test(name)).filter(({ element }) => !element.closest('noscript')).map(said),
      addresses: attributes.filter(({ name }) => isAddress(name)).filter((one) => !fits(one) || leadsAway(one)).map(said),
      strange: all.filter((one) => /^(object|embed|base|math|marquee|video|audio|template|style|iframe|x|area|map|portal|frame|frameset|applet|dialog|slot|foreignobject|animate)$/i.test(one.localName)
        || one.matches('meta[http-equiv], [contenteditable], svg script, [autofocus][tabindex], hx-partial, mtext')).map((one) => one.outerHTML.slice(0, 300)),
      scripts: all.filter((one) => one.localName === 'script' && !one.getAttribute('src')?.startsWith('/assets/')).map((one) => one.outerHTML),
      sheets: all.filter((one) => one.localName === 'link' && !/^\/(assets|manifest|favicon)/.test(one.getAttribute('href'))).map((one) => one.outerHTML),
      twice: ids.filter((id) => seen.has(id) || !seen.add(id)),
      made: all.some((one) => one.closest('#hostile *')),
    };
  }, html);
}

const NOTHING = { ran: false, handlers: [], addresses: [], strange: [], scripts: [], sheets: [], twice: [] };

export async function check(page) {
  assert.deepEqual({ ...await strange(page), dialogs: page.dialogs ?? [] }, { ...NOTHING, made: false, dialogs: [] }, page.url());
}

// No text makes the page wider than the screen, in the size that it has and in the other one, which it keeps: each change costs a layout.
export async function fits(page) {
  const isPhone = page.viewport().width === PHONE.width;
  for (const viewport of isPhone ? [PHONE, DESK] : [DESK, PHONE]) {
    if (page.viewport().width !== viewport.width) await page.setViewport(viewport);
    const [inside, outside] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(inside <= outside, `${page.url()} is ${inside} wide on a screen of ${outside}`);
  }
}

export async function peek(page, address) {
  const answer = await page.goto(new URL(address, page.person.house.url).href);
  await check(page);
  return answer;
}

export async function look(page, address) {
  await peek(page, address);
  await fits(page);
}

// From page to page of a list; on each of them `also`.
export async function leaf(page, address, next, also = () => {}) {
  await look(page, address);
  await also();
  for (;;) {
    const further = await page.$$eval(next, (all) => all.at(-1)?.href);
    if (!further) return;
    await peek(page, further);
    await also();
  }
}
