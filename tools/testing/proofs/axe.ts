// `npm run proof -- axe`: every scene of every screen on a phone of 360 px, in both themes: nothing that axe-core calls serious
// or critical, nothing that sticks out of the window. The result is kept in docs/proofs/axe.md. It takes an hour: what was
// looked at stands in a file with its commit, and a run that was cut off is gone on from, also by a later commit; `--anew`
// begins again, `--anew ROUTE,ROUTE` with these screens.
// JHALAK_PICTURES=FOLDER keeps a picture of each page.

import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seriousViolations } from '../browser/axe.fixture.ts';
import { sticksOut } from '../browser/layout.fixture.ts';
import { wholePicture } from '../browser/whole-screen.fixture.ts';
import type { Scene } from '../pictures/scene.ts';
import { allScenes } from '../pictures/scenes.ts';
import { light, NoSuchState, THEMES, walk, type Look } from '../pictures/walk.ts';

const LANGUAGES = ['en', 'ta'] as const;
const scenes = allScenes().filter(({ only }) => only !== 'laptop');
const looks = LANGUAGES.map((language) => ({ language, device: 'phone' as const }));
const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
const pictures = process.env['JHALAK_PICTURES'];

/** What was found in each scene that was looked at, and in which commit; null: it has no such state. */
type Findings = Record<string, { commit: string; found: string[] | null }>;
const kept = join(tmpdir(), 'jhalak-axe.json');
const findings = (existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {}) as Findings;
forget(process.argv.indexOf('--anew'));
const nameOf = ({ route, state }: Scene, { language }: Look): string =>
  `${route} ${state} ${language}`;
function keep(scene: Scene, look: Look, found: string[] | null): void {
  const name = nameOf(scene, look);
  findings[name] = { commit, found };
  writeFileSync(kept, JSON.stringify(findings));
  process.stderr.write(`${name}: ${found === null ? 'no such state' : found.length}\n`);
}

/** @param at where `--anew` stands among the arguments, -1: nowhere. */
function forget(at: number): void {
  if (at === -1) return;
  const routes = process.argv[at + 1]?.split(',');
  for (const name of Object.keys(findings))
    if (routes?.includes(name.split(' ')[0] ?? '') ?? true) delete findings[name];
}

await walk({
  scenes,
  looks,
  // What was wrong is looked at again.
  isDone: (scene, look) => {
    const found = findings[nameOf(scene, look)]?.found;
    return found === null || found?.length === 0;
  },
  async visit(page, scene, look) {
    const found: string[] = [];
    for (const theme of THEMES) {
      await light(page, theme);
      const here = [...(await seriousViolations(page)), ...(await sticksOut(page))];
      found.push(...here.map((one) => `${theme}: ${one}`));
      if (pictures === undefined) continue;
      mkdirSync(join(pictures, scene.route), { recursive: true });
      const file = `${scene.state}.${look.language}.360.${theme}.png`;
      await wholePicture(page, join(pictures, scene.route, file));
    }
    keep(scene, look, found);
  },
  failed: (scene, look, why) =>
    keep(scene, look, why instanceof NoSuchState ? null : [`not brought about: ${String(why)}`]),
});
const all = scenes.flatMap((scene) =>
  looks.map((look) => ({ scene, ...findings[nameOf(scene, look)], name: nameOf(scene, look) })),
);
const wrong = all.flatMap(({ name, found }) => (found ?? []).map((one) => `${name}: ${one}`));
const without = new Set(all.flatMap(({ scene, found }) => (found === null ? [scene] : [])));
const commits = Map.groupBy(all, (one) => one.commit);
for (const one of wrong) process.stdout.write(`${one}\n`);
const total = {
  screens: new Set(scenes.map(({ route }) => route)).size,
  scenes: scenes.length - without.size,
  pages: all.filter(({ found }) => found !== null).length * THEMES.length,
  wrong: wrong.length,
};
if (wrong.length === 0) {
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    new URL('../../../docs/proofs/axe.md', import.meta.url),
    `# Nothing bars anybody

\`npm run proof -- axe\`, ${today}, axe-core 4.14 with its default rules, Chromium, 360 px. Every screen of the router in every state that \`npm run pictures\` draws (usual, empty, loading, error, offline, without the role, and more), in both themes and in ${LANGUAGES.join(' and ')}: no finding that axe-core calls serious or critical, nothing sticks out of the window. Screens that changed during the walk were looked at again. What a machine cannot judge (whether words make sense, whether an order of focus is wise) is not shown by this.

| screens | scenes | pages looked at | findings |
|---|---|---|---|
| ${total.screens} | ${total.scenes} | ${total.pages} | 0 |

Looked at in: ${[...commits].map(([name, here]) => `${name} (${here.length * THEMES.length} pages)`).join(', ')}.

States that a screen does not have, because it asks the network for nothing: ${[...without].map(({ route, state }) => `${route} ${state}`).join(', ')}.
`,
  );
}
process.stdout.write(`${JSON.stringify({ proof: 'axe', ...total })}\n`);
process.exit(wrong.length > 0 ? 1 : 0);
