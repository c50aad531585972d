// axe-core on a page as it stands.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
// Those that another theme can break: it changes colours and nothing else.
export const COLOURS = ['color-contrast', 'link-in-text-block'];

// One line for each violation. The script comes in over CDP, which the content security policy does not hold for, so the
// policy stays in force and is tested by the same page. Needs JavaScript.
export async function axe(page, rules = RULES) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(source);
  const options = { runOnly: rules, resultTypes: ['violations'] };
  const { violations } = await page.evaluate((given) => axe.run(document, given), options);
  return violations.map(({ id, impact, nodes }) => {
    const where = nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? node.failureSummary}`);
    return `${id} (${impact}, ${nodes.length}): ${where.join(' | ')}`;
  });
}
