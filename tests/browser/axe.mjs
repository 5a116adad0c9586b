// axe-core on a page as it stands, with scripts or without.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

// Sessions of pages without scripts, by which axe is let run there.
const sessions = new WeakMap();

const allowScripts = (session, allowed) =>
  session.send('Emulation.setScriptExecutionDisabled', { value: !allowed });

/** Prepares a page without scripts for axe, which is a script: what the page loads runs none.
 * To be called before it loads anything, since the first document else keeps its timers off. */
export async function letAxeRun(page) {
  const session = await page.context().newCDPSession(page);
  await allowScripts(session, true);
  await allowScripts(session, false);
  sessions.set(page, session);
}

/** What axe finds, one line for each rule; a page without scripts is prepared before. */
export async function violationsOf(page) {
  const session = sessions.get(page);
  if (session) await allowScripts(session, true);
  await page.evaluate(axe);
  const { violations } = await page.evaluate((values) => globalThis.axe.run(
    { runOnly: { type: 'tag', values }, resultTypes: ['violations'] }), tags);
  if (session) await allowScripts(session, false);
  return violations.map(({ id, nodes }) =>
    `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
}
