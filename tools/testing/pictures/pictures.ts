// `npm run pictures -- [FOLDER] [--only ROUTE[,ROUTE]] [--state STATE] [--languages all|en,hi] [--device phone|laptop]
// [--theme night|subah] [--minutes N] [--again]`: a picture of every screen and state, in both themes, on a phone and a laptop,
// and a page that shows them all. Pictures that are there are not made again, so that a long run can be made in pieces.

import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { MINUTE_MS } from '@jhalak/kernel';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import { misdrawn, sticksOut } from '../browser/layout.fixture.ts';
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
    device: { type: 'string' },
    theme: { type: 'string' },
    minutes: { type: 'string' },
    again: { type: 'boolean', default: false },
  },
});
const folder = resolve(positionals[0] ?? join(tmpdir(), 'jhalak-pictures'));
const scenes = chosenScenes(values.only?.split(','), values.state?.split(','));
const languages = chosenLanguages(values.languages);
const devices = chosenOf('device', Object.keys(WIDTHS) as Device[], values.device);
const themes = chosenOf('theme', THEMES, values.theme);
const looks = languages.flatMap((language) =>
  devices.map((device): Look => ({ language, device })),
);
/** Once this is over nothing more is begun; what is left is a next run's. */
const endMs = Date.now() + Number(values.minutes ?? Infinity) * MINUTE_MS;

const fileOf = ({ route, state }: Scene, { language, device }: Look, theme: Theme): string =>
  join(folder, route, `${state}.${language}.${WIDTHS[device].width}.${theme}.png`);

let taken = 0;
const without = new Set<string>();
const failures: string[] = [];
const faults: string[] = [];
await walk({
  scenes,
  looks,
  isOver: () => Date.now() > endMs,
  isDone: (scene, look) =>
    (scene.only !== undefined && scene.only !== look.device) ||
    (!values.again && themes.every((theme) => existsSync(fileOf(scene, look, theme)))),
  async visit(page, scene, look) {
    await mkdir(join(folder, scene.route), { recursive: true });
    for (const theme of themes) {
      await light(page, theme);
      await wholePicture(page, fileOf(scene, look, theme));
      taken += 1;
    }
    const found = [...(await sticksOut(page)), ...(await misdrawn(page))];
    const name = `${scene.route} ${scene.state} (${look.language}, ${look.device})`;
    faults.push(...found.map((one) => `${name}: ${one}`));
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
for (const line of faults) process.stdout.write(`looks wrong: ${line}\n`);
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

function chosenOf<One extends string>(
  name: string,
  all: readonly One[],
  said: string | undefined,
): readonly One[] {
  const chosen = all.filter((one) => said === undefined || one === said);
  if (chosen.length > 0) return chosen;
  throw new Error(`--${name} is ${all.join(' or ')}`);
}

function chosenLanguages(said: string): readonly InterfaceLanguage[] {
  if (said === 'all') return INTERFACE_LANGUAGES;
  const chosen = INTERFACE_LANGUAGES.filter((one) => said.split(',').includes(one));
  if (chosen.length > 0) return chosen;
  throw new Error(`--languages is all, or some of ${INTERFACE_LANGUAGES.join(',')}`);
}
