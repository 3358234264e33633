// Has the web app built by apps/web/build.ts when its sources changed. That build keeps its own cache; the hash
// here only spares starting a second Node to ask it.

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { readJson, ROOT, SetupError } from './house.mjs';
import { node24Path } from './node24.mjs';
import { runLogged } from './run.mjs';

const BUILDER = join(ROOT, 'apps', 'web', 'build.ts');
const STAMP = join(ROOT, 'node_modules', '.jhalak-web');
/** What a bundle can be made of: the app, the packages of ours that it may import, and all others by version. */
const SOURCES = ['apps/web', 'core/contracts', 'core/kernel', 'package-lock.json'];
const NOT_SOURCES = new Set(['node_modules', 'dist', '.jhalak']);

/** Begins the line of the build's result; warnings and the bundler's own words stand around it. */
const MARK = 'jhalak web build: ';

/** @returns whether there is a web app to build at all. */
export function webAppExists() {
  return existsSync(BUILDER);
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  const entries = safeReadFolder(path);
  if (entries === undefined) return [path];
  return entries
    .filter((entry) => !NOT_SOURCES.has(entry.name) && !/\.(test|gen)\.tsx?$/.test(entry.name))
    .flatMap((entry) =>
      entry.isDirectory() ? filesUnder(join(path, entry.name)) : [join(path, entry.name)],
    )
    .sort();
}

function safeReadFolder(path) {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function sourceHash() {
  const hash = createHash('sha256');
  for (const source of SOURCES) {
    for (const file of filesUnder(join(ROOT, source))) {
      hash.update(file.slice(ROOT.length)).update('\0').update(readFileSync(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

/** @returns whether the last build is of the present sources and still there. Cost: reads the sources, some ms. */
export function webBuildIsFresh() {
  const stamp = readJson(STAMP);
  return (
    stamp?.hash === sourceHash() && existsSync(stamp.clientFolder) && existsSync(stamp.serverEntry)
  );
}

/** @throws SetupError with the compiler's last words. */
export async function buildWebApp(detail) {
  const hash = sourceHash();
  const script = `
    const { buildWeb } = await import(process.argv[1]);
    console.log('\\n${MARK}' + JSON.stringify(await buildWeb({ force: false })));`;
  const args = ['--input-type=module', '--eval', script, pathToFileURL(BUILDER).href];
  const result = await runLogged(node24Path(), args, { cwd: ROOT, detail });
  if (!result.ok) {
    throw new SetupError(
      `The web app could not be built; the output is in ${result.log}.\n${result.tellingLines}`,
    );
  }
  const built = readResult(result.output);
  writeFileSync(STAMP, JSON.stringify({ hash, ...built }));
  return built.cached ? 'unchanged' : undefined;
}

function readResult(output) {
  const line = output.split('\n').find((one) => one.startsWith(MARK));
  if (line === undefined) throw new Error(`apps/web/build.ts ended without a result:\n${output}`);
  return JSON.parse(line.slice(MARK.length));
}
