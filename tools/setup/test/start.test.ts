import assert from 'node:assert/strict';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

import { watch } from './processes.ts';

/** A house with this setup, one program, and no packages to fetch, so that npm needs no network. */
function makeHouse(): string {
  const house = mkdtempSync(join(tmpdir(), 'jhalak house '));
  const setup = join(import.meta.dirname, '..');
  cpSync(join(setup, 'bin'), join(house, 'tools/setup/bin'), { recursive: true });
  cpSync(join(setup, 'lib'), join(house, 'tools/setup/lib'), { recursive: true });
  const root = { name: 'house', version: '1.0.0', workspaces: ['apps/*'] };
  const app = { name: 'app', version: '1.0.0' };
  const lock = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: {
      '': root,
      'apps/jhalak': app,
      'node_modules/app': { resolved: 'apps/jhalak', link: true },
    },
  };
  write(house, 'package.json', JSON.stringify(root));
  write(house, 'apps/jhalak/package.json', JSON.stringify(app));
  write(house, 'package-lock.json', JSON.stringify(lock));
  write(
    house,
    'apps/jhalak/src/main.ts',
    `const args: string[] = process.argv.slice(2);\nconsole.log('main', args.join(','));\n`,
  );
  write(house, 'apps/web/build.ts', BUILDER);
  return house;
}

const BUILDER = `
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
export async function buildWeb() {
  const folder = import.meta.dirname + '/dist';
  mkdirSync(folder, { recursive: true });
  writeFileSync(folder + '/entry.js', readFileSync(import.meta.dirname + '/page.txt'));
  return { clientFolder: folder, serverEntry: folder + '/entry.js', cached: false };
}
`;

function write(house: string, path: string, text: string): void {
  mkdirSync(dirname(join(house, path)), { recursive: true });
  writeFileSync(join(house, path), text);
}

async function start(house: string, ...args: string[]) {
  // Without this the house under test would believe that its setup was done by the one that runs the tests.
  const env = { JHALAK_SETUP_DONE: '', JHALAK_MISSING_TOOLS: '' };
  const run = watch(process.execPath, [join(house, 'tools/setup/bin/start.mjs'), ...args], env);
  const { code } = await run.closed;
  return { code, text: run.lines.join('\n') };
}

test('the first start installs and builds, the second finds nothing to do, a change is noticed', async () => {
  const house = makeHouse();
  try {
    write(house, 'apps/web/page.txt', 'one');
    const first = await start(house, '--empty');
    assert.match(first.text, /installing packages/);
    assert.match(first.text, /building the web app/);
    assert.match(first.text, /^main start,--empty$/m);
    assert.equal(first.code, 0);

    const second = await start(house);
    assert.match(second.text, /nothing to do/);
    assert.doesNotMatch(second.text, /installing|updating|building/);

    write(house, 'apps/web/page.txt', 'two');
    const third = await start(house);
    assert.match(third.text, /building the web app/);
    assert.equal(readFileSync(join(house, 'apps/web/dist/entry.js'), 'utf8'), 'two');

    rmSync(join(house, 'node_modules'), { recursive: true });
    assert.match((await start(house)).text, /installing packages/);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
});

test('what an interrupted npm left half unpacked is made anew', async () => {
  const house = makeHouse();
  try {
    write(house, 'apps/web/page.txt', 'one');
    // The first install broke off: npm would take the package for present by its package.json alone.
    write(house, 'node_modules/half/package.json', '{"name":"half","version":"1.0.0"}');
    assert.match((await start(house)).text, /installing packages/);
    assert(!existsSync(join(house, 'node_modules/half')), 'the half package is gone');

    // A later update broke off: npm's record of the time before is still there, and so is ours.
    write(house, 'node_modules/half/package.json', '{"name":"half","version":"1.0.0"}');
    write(house, 'node_modules/.jhalak-unfinished', '');
    const { code, text } = await start(house);
    assert.match(text, /(installing|updating) packages/);
    assert.equal(code, 0);
    assert(!existsSync(join(house, 'node_modules/half')), 'the half package is gone');
    assert.match((await start(house)).text, /nothing to do/);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
});

test('two first starts at once install once, and both run', async () => {
  const house = makeHouse();
  try {
    write(house, 'apps/web/page.txt', 'one');
    const both = await Promise.all([start(house, 'a'), start(house, 'b')]);
    assert.deepEqual(
      both.map(({ code }) => code),
      [0, 0],
    );
    const installs = both.filter(({ text }) => text.includes('installing packages'));
    assert.equal(installs.length, 1, both.map(({ text }) => text).join('\n---\n'));
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
});

test('a lock that does not fit, and a web app that does not build, stop the start with a sentence', async () => {
  const house = makeHouse();
  try {
    const noPage = await start(house);
    assert.equal(noPage.code, 1);
    assert.match(noPage.text, /The web app could not be built; the output is in \S+/);
    assert.match(noPage.text, /ENOENT.*page\.txt/);
    assert.doesNotMatch(noPage.text, /^main/m);

    write(
      house,
      'apps/jhalak/package.json',
      '{"name":"app","version":"1.0.0","dependencies":{"pg":"8.0.0"}}',
    );
    const noFit = await start(house);
    assert.equal(noFit.code, 1);
    assert.match(
      noFit.text,
      /package-lock\.json does not fit apps\/jhalak\/package\.json: run `npm install`/,
    );
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
});
