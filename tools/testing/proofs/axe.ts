// `npm run proof -- axe`: every scene of every screen on a phone of 360 px, in both themes: nothing that axe-core calls serious
// or critical, nothing that sticks out of the window. The result is kept in docs/proofs/axe.md.

import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { seriousViolations } from '../browser/axe.fixture.ts';
import { sticksOut } from '../browser/layout.fixture.ts';
import { allScenes } from '../pictures/scenes.ts';
import { light, NoSuchState, THEMES, walk } from '../pictures/walk.ts';

const LANGUAGES = ['en', 'ta'] as const;
const scenes = allScenes().filter(({ only }) => only !== 'laptop');
const looks = LANGUAGES.map((language) => ({ language, device: 'phone' as const }));
const seen = new Set<string>();
const without = new Set<string>();
const wrong: string[] = [];
let pages = 0;
await walk({
  scenes,
  looks,
  async visit(page, scene, look) {
    seen.add(scene.route);
    for (const theme of THEMES) {
      await light(page, theme);
      pages += 1;
      const found = [...(await seriousViolations(page)), ...(await sticksOut(page))];
      wrong.push(
        ...found.map((one) => `${scene.route} ${scene.state} ${look.language} ${theme}: ${one}`),
      );
    }
    process.stderr.write(`${scene.route} ${scene.state} ${look.language}\n`);
  },
  failed(scene, look, why) {
    if (why instanceof NoSuchState) without.add(`${scene.route} ${scene.state}`);
    else
      wrong.push(
        `${scene.route} ${scene.state} ${look.language}: not brought about: ${String(why)}`,
      );
  },
});
for (const one of new Set(wrong)) process.stdout.write(`${one}\n`);
const total = {
  screens: seen.size,
  scenes: scenes.length - without.size,
  pages,
  wrong: wrong.length,
};
if (wrong.length === 0) {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const today = new Date().toISOString().slice(0, 10);
  writeFileSync(
    new URL('../../../docs/proofs/axe.md', import.meta.url),
    `# Nothing bars anybody

\`npm run proof -- axe\` at ${commit}, ${today}, axe-core 4.14 with its default rules, Chromium, 360 px. Every screen of the router in every state that \`npm run pictures\` draws (usual, empty, loading, error, offline, without the role, and more), in both themes and in ${LANGUAGES.join(' and ')}: no finding that axe-core calls serious or critical, nothing sticks out of the window. What a machine cannot judge (whether words make sense, whether an order of focus is wise) is not shown by this.

| screens | scenes | pages looked at | findings |
|---|---|---|---|
| ${total.screens} | ${total.scenes} | ${total.pages} | 0 |

States that a screen does not have, because it asks the network for nothing: ${[...without].join(', ')}.
`,
  );
}
process.stdout.write(`${JSON.stringify({ proof: 'axe', ...total })}\n`);
process.exit(wrong.length > 0 ? 1 : 0);
