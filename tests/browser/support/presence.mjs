// How somebody is, as pages of others show it.
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
