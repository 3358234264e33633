// The built files: what a newcomer's phone has to fetch, and what must not be in it.

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { buildWeb, type WebBuild } from './build.ts';
import { collectClientFiles, type ClientFiles } from './build/client-files.ts';
import { logicalBoxes } from './build/logical-boxes.ts';
import { readCatalogue } from './build/messages.ts';

/** What the first load may weigh, gzipped: entry, what it imports, one language, and a newcomer's first run. */
const FIRST_LOAD_MAX_BYTES = 35_000;

let build: WebBuild;
let files: ClientFiles;
before(async () => {
  build = await buildWeb();
  files = await collectClientFiles(build.clientFolder);
});

const read = (address: string) => readFile(join(build.clientFolder, address));
const gzipped = async (address: string) => gzipSync(await read(address), { level: 9 }).length;

test('the first load stays within 35 kB of gzipped JavaScript in every language', async (t) => {
  const languages = Object.keys(files.messages);
  assert.equal(languages.length, INTERFACE_LANGUAGES.length);
  for (const language of languages) {
    const addresses = new Set([
      files.entry,
      ...files.entryImports,
      ...(files.messages[language] ?? []),
      ...files.firstRun,
    ]);
    let bytes = 0;
    for (const address of addresses) bytes += await gzipped(address);
    t.diagnostic(`${language}: ${bytes} bytes in ${addresses.size} files`);
    assert(bytes <= FIRST_LOAD_MAX_BYTES, `${language}: ${bytes} bytes`);
  }
});

test('the first load holds every message that its scripts ask for', async () => {
  const keys = Object.keys(await readCatalogue('en'));
  const scripts = [files.entry, ...files.entryImports, ...files.firstRun];
  const code = (await Promise.all(scripts.map(read))).join('\n');
  // Keys stand in the built code as texts, or as the beginning of a template: `genre.${…}`.
  const templates = [...code.matchAll(/`([a-zA-Z]+\.)\$\{/gu)].map((match) => match[1] ?? '');
  const asked = keys.filter(
    (key) =>
      code.includes(`\`${key}\``) ||
      code.includes(`"${key}"`) ||
      code.includes(`'${key}'`) ||
      templates.some((start) => key.startsWith(start)),
  );
  assert(asked.length > 80, 'keys were found');
  for (const [language, addresses] of Object.entries(files.messages)) {
    const chunk = (await Promise.all(addresses.map(read))).join('\n');
    const missing = asked.filter(
      (key) =>
        !chunk.includes(`"${key}"`) && !chunk.includes(`'${key}'`) && !chunk.includes(`\`${key}\``),
    );
    assert.deepEqual(missing, [], language);
  }
});

test('camera, uploads, accounts and the moderators’ desk are not in the first load', async () => {
  const first = new Set([files.entry, ...files.entryImports]);
  for (const [route, { scripts }] of Object.entries(files.screens)) {
    assert(scripts.length > 0, route);
    for (const script of scripts) assert(!first.has(script), `${route}: ${script}`);
  }
  const entry = (await read(files.entry)).toString();
  assert.doesNotMatch(entry, /MediaRecorder|Upload-Metadata|typebox/iu);
});

test('no built style sheet has a box with a left and a right of its own, wherever it was written', async () => {
  const sheets = (await readdir(build.clientFolder, { recursive: true })).filter((entry) =>
    entry.endsWith('.css'),
  );
  assert(sheets.length > 20);
  for (const sheet of sheets) {
    const css = (await read(sheet)).toString();
    for (const [rule] of css.matchAll(/[^{}]*\{[^{}]*\}/gu))
      assert.equal(logicalBoxes(rule), rule, sheet);
  }
});

test('text files are there compressed, twice, and unpack to themselves', async () => {
  let compressed = 0;
  for (const entry of await readdir(build.clientFolder, { recursive: true })) {
    if (!entry.endsWith('.br')) continue;
    const plain = await read(entry.slice(0, -3));
    assert.deepEqual(brotliDecompressSync(await read(entry)), plain, entry);
    assert.deepEqual(gunzipSync(await read(`${entry.slice(0, -3)}.gz`)), plain, entry);
    compressed += 1;
  }
  assert(compressed > 20);
});

test('the service worker’s shell is whole: every file of its list was built', async () => {
  const worker = (await read('sw.js')).toString();
  assert.doesNotMatch(worker, /__SHELL__/u);
  const shell = [...worker.matchAll(/\\?"(\/[\w./-]+\.(?:js|css|html))\\?"/gu)].map(
    (match) => match[1] ?? '',
  );
  assert(
    shell.includes('/offline.html') && shell.includes(files.entry) && shell.includes(files.styles),
  );
  for (const address of shell) await read(address);
});

test('nothing in the client asks another host for anything', async () => {
  for (const entry of await readdir(build.clientFolder, { recursive: true })) {
    if (!/\.(?:js|css|html|webmanifest)$/u.test(entry)) continue;
    const text = (await read(entry)).toString();
    const hosts = [...text.matchAll(/https?:\/\/[\w.-]+/gu)].map((match) => match[0]);
    // The namespaces of SVG and MathML, and addresses in libraries' error messages, are never fetched.
    const known = /^https?:\/\/(?:www\.w3\.org|github\.com|simplewebauthn\.dev)$/u;
    assert.deepEqual(
      hosts.filter((host) => !known.test(host)),
      [],
      entry,
    );
  }
});

test('the offline page has no inline script or style, and no style attribute', async () => {
  const page = (await read('offline.html')).toString();
  assert.doesNotMatch(page, /<style|<script(?![^>]*\bsrc=)|\sstyle=/u);
});

test('a second build of the same sources is found, not made', async () => {
  assert.deepEqual(await buildWeb(), { ...build, cached: true });
});
