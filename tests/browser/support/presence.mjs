// How somebody is, as pages of others show it.
import { setTimeout as delay } from 'node:timers/promises';
import { sees } from './addresses.mjs';
import { eventually } from './browser.mjs';

// Where a page of the chat with somebody shows it: at its top, and in the list of chats.
export const ofChat = [sees.bar, sees.current];

// Each of these places shows this mark at the person's door, and words that begin so; none if they are empty.
export async function showsPresence(page, places, mark, words, patience) {
  let seen;
  await eventually(`${mark}, "${words}" at ${page.url()}`, async () => {
    seen = await page.evaluate((all, door) => all.map((place) => {
      const of = document.querySelector(`${place} ${door}`);
      return [of?.dataset.p, document.querySelector(`${place} [data-uw="${of?.dataset.u}"]`)?.textContent];
    }), places, sees.door);
    return seen.every(([shown, said]) => shown === mark && (words ? said?.startsWith(words) : said === ''));
  }, patience).catch((error) => {
    throw new Error(`${error.message}\nseen: ${JSON.stringify(seen)}`);
  });
}

// Holds while somebody uses the page: one movement alone may be over before the last of those who look has seen it.
export async function whileUsed(page, holds, use = (step) => page.mouse.move(600 + step % 2, 400)) {
  let over = false;
  const using = (async () => {
    for (let step = 0; !over; step++) {
      await use(step);
      await delay(300);
    }
  })();
  try {
    await holds();
  } finally {
    over = true;
    await using;
  }
}
