// `npm run pictures -- [FOLDER] [--only ROUTE[,ROUTE]] [--state STATE] [--languages all|en,hi] [--again]`: a picture of every
// screen and state, in both themes, on a phone and a laptop, and a page that shows them all. Pictures that are there are not
// made again.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import { wholePicture } from '../browser/whole-screen.fixture.ts';
import { writeGallery } from './gallery.ts';
import type { Scene } from './scene.ts';
import { allScenes } from './scenes.ts';
import {
  light,
  NoSuchState,
  THEMES,
  walk,
  WIDTHS,
  type Device,
  type Look,
  type Theme,
} from './walk.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string' },
    state: { type: 'string' },
    languages: { type: 'string', default: 'en,hi' },
    again: { type: 'boolean', default: false },
  },
});
const folder = resolve(positionals[0] ?? join(tmpdir(), 'jhalak-pictures'));
const scenes = chosenScenes(values.only?.split(','), values.state?.split(','));
const languages = chosenLanguages(values.languages);
const looks = languages.flatMap((language) =>
  (Object.keys(WIDTHS) as Device[]).map((device): Look => ({ language, device })),
);

const fileOf = ({ route, state }: Scene, { language, device }: Look, theme: Theme): string =>
  join(folder, route, `${state}.${language}.${WIDTHS[device].width}.${theme}.png`);

let taken = 0;
const without = new Set<string>();
const failures: string[] = [];
await walk({
  scenes,
  looks,
  isDone: (scene, look) =>
    (scene.only !== undefined && scene.only !== look.device) ||
    (!values.again && THEMES.every((theme) => existsSync(fileOf(scene, look, theme)))),
  async visit(page, scene, look) {
    await mkdir(join(folder, scene.route), { recursive: true });
    for (const theme of THEMES) {
      await light(page, theme);
      await wholePicture(page, fileOf(scene, look, theme));
      taken += 1;
    }
    process.stderr.write(`${scene.route} ${scene.state} ${look.language} ${look.device}\n`);
  },
  failed(scene, look, why) {
    const name = `${scene.route} ${scene.state}`;
    if (why instanceof NoSuchState) without.add(`${name}: the screen ${why.message}`);
    else failures.push(`${name} (${look.language}, ${look.device}): ${sentence(why)}`);
  },
});
const gallery = await writeGallery(folder);
for (const line of without) process.stdout.write(`no such state: ${line}\n`);
for (const line of failures) process.stdout.write(`NOT BROUGHT ABOUT: ${line}\n`);
process.stdout.write(`${taken} pictures made; all of them: ${gallery}\n`);
process.exit(failures.length > 0 ? 1 : 0);

function sentence(why: unknown): string {
  return why instanceof Error ? (why.message.split('\n')[0] ?? why.name) : String(why);
}

function chosenScenes(routes?: readonly string[], states?: readonly string[]): Scene[] {
  const found = allScenes().filter(
    ({ route, state }) => (routes?.includes(route) ?? true) && (states?.includes(state) ?? true),
  );
  if (found.length > 0) return found;
  const known = [...new Set(allScenes().map(({ route }) => route))].join(', ');
  throw new Error(`no such screen or state; the screens are ${known}`);
}

function chosenLanguages(said: string): readonly InterfaceLanguage[] {
  if (said === 'all') return INTERFACE_LANGUAGES;
  const chosen = INTERFACE_LANGUAGES.filter((one) => said.split(',').includes(one));
  if (chosen.length > 0) return chosen;
  throw new Error(`--languages is all, or some of ${INTERFACE_LANGUAGES.join(',')}`);
}
