// What has to hold for a page in every size and theme.
import { axe, COLOURS } from './axe.mjs';
import { dress, screenshots, THEMES, undress, VIEWPORTS } from './browser.mjs';

// What axe found, in words, and where the page is wider than the screen. It throws if the page broke the content security
// policy or put an error into the console; `status` is the one it is expected to have come with.
export async function inspect(page, name, { status = 200 } = {}) {
  const found = [];
  for (const viewport of VIEWPORTS) {
    for (const theme of THEMES) {
      await dress(page, viewport, theme);
      const [inside, outside] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
      if (inside > outside) found.push(`${name}, ${viewport.width}, ${theme}: ${inside} wide`);
      for (const violation of await axe(page, theme === THEMES[0] ? undefined : COLOURS)) found.push(`${name}, ${viewport.width}, ${theme}: ${violation}`);
    }
  }
  await screenshots(page, name);
  await undress(page);
  page.assertClean({ status });
  return found;
}
