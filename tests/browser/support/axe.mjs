// axe-core on a page as it stands.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';

const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// One line for each violation. The script comes in over CDP, which the content security policy does not hold for, so the
// policy stays in force and is tested by the same page. Needs JavaScript.
export async function axe(page) {
  if (!await page.evaluate(() => 'axe' in window)) await page.evaluate(source);
  const options = { runOnly: RULES, resultTypes: ['violations'] };
  const { violations } = await page.evaluate((given) => axe.run(document, given), options);
  return violations.map(({ id, impact, nodes }) => {
    const where = nodes.slice(0, 4).map((node) => `${node.target} ${node.any[0]?.message ?? node.failureSummary}`);
    return `${id} (${impact}, ${nodes.length}): ${where.join(' | ')}`;
  });
}
