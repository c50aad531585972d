// What a person does with a message on a page.
import { sees } from './addresses.mjs';
import { eventually, follow } from './browser.mjs';

// The row of the message with these words. What was just sent is acknowledged before its frame comes.
export async function row(page, words) {
  let element;
  await eventually(`a message says "${words}" at ${page.url()}`, async () => {
    const handle = await page.evaluateHandle((message, body, words) => [...document.querySelectorAll(message)]
      .find((row) => row.querySelector(body)?.lastElementChild?.textContent.trim() === words) ?? null,
    sees.message, sees.messageText, words);
    element = handle.asElement();
    return !!element;
  });
  return element;
}

// Puts the pointer on the message and presses one of the tools beside it.
export async function tool(page, words, css) {
  await page.bringToFront();
  await page.mouse.move(1, 1);
  const bubble = await (await row(page, words)).$(sees.messageText);
  await eventually(`the tools of "${words}"`, async () => {
    await page.mouse.move(2, 2);
    await bubble.hover();
    return page.evaluate((css) => !!document.querySelector(`#tools:not([hidden]) ${css}`), css);
  });
  await page.click(`#tools ${css}`);
}

// Opens all that may be done with the message, by its time.
export async function openActions(page, words) {
  await page.bringToFront();
  const link = await (await row(page, words)).$('a.t');
  await link.evaluate((link) => link.focus());
  await eventually('the script is there', () => page.evaluate(() => !!document.querySelector('#sheet')));
  await page.keyboard.press('Enter');
  await eventually('what may be done with it is there', () => page.evaluate(() => document.querySelector('#sheet').matches(':popover-open')));
}

export async function act(page, css) {
  await page.evaluate((css) => document.querySelector(`#sheet ${css}`).click(), css);
}

// Opens what may be done with the message and presses one of it; without a script it leads to another page always.
export async function deed(page, words, css, { leads = true } = {}) {
  if (!page.person.script) {
    await page.goto(await (await row(page, words)).$eval('a.t', (link) => link.href));
    return follow(page, `#main ${css}`);
  }
  await openActions(page, words);
  if (leads) return Promise.all([page.waitForNavigation(), act(page, css)]);
  await act(page, css);
  await eventually('it is done', () => page.evaluate(() => !document.querySelector('#sheet').matches(':popover-open')));
}

// The text of the message that the address names, which is in view.
export function target(page) {
  return eventually(`${page.url()} shows the message that it names`, () => page.evaluate((body) => {
    const row = document.querySelector(':target'), box = row?.getBoundingClientRect();
    return box && box.bottom > 0 && box.top < innerHeight && row.querySelector(body).lastElementChild.textContent.trim();
  }, sees.messageText));
}

// The composer holds this text, and has the caret.
export async function composing(page, words) {
  await eventually(`the composer holds "${words}"`, () => page.evaluate((css, aim, words) => {
    const field = document.querySelector(css);
    return !!document.querySelector(aim) && field.value === words && document.activeElement === field;
  }, sees.text, sees.aim, words));
}

// What was reacted to the message, one's own with a star.
export async function reactions(page, words) {
  return (await row(page, words)).$$eval('.re button', (buttons) => buttons.map((button) =>
    button.textContent.trim() + (button.getAttribute('aria-pressed') === 'true' ? '*' : '')));
}
