// What the client's build produced, as the server needs to know it; and the files that follow from it.

import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { SCREEN_MODULES } from './screen-modules.ts';

/** Addresses are absolute paths, ready for `src` and `href`. */
export interface ClientFiles {
  entry: string;
  /** Scripts that the entry imports at once. */
  entryImports: readonly string[];
  styles: string;
  /** The style sheet's text, for the page itself. */
  stylesText: string;
  /** Messages of the first load, by language. */
  messages: Readonly<Record<string, readonly string[]>>;
  /** All other messages, by language. */
  moreMessages: Readonly<Record<string, readonly string[]>>;
  /** The list of the files of all languages. */
  catalogues: readonly string[];
  firstRun: readonly string[];
  /** Scripts and style sheets by route. */
  screens: Readonly<Record<string, { scripts: readonly string[]; styles: readonly string[] }>>;
}

interface ManifestEntry {
  file: string;
  imports?: string[];
  css?: string[];
}
type Manifest = Readonly<Record<string, ManifestEntry>>;

const ENTRY = 'src/entry-client.tsx';
const STYLES = 'src/styles/main.css';
/** The list of screens that are fetched when they are opened. */
const SCREENS = 'src/screens.ts';

/** Reads Vite's manifest. @throws where a part that the page needs is missing from it. */
export async function collectClientFiles(folder: string): Promise<ClientFiles> {
  const manifest = JSON.parse(
    await readFile(join(folder, 'client-manifest.json'), 'utf8'),
  ) as Manifest;
  const entryFiles = new Set(scriptsOf(manifest, ENTRY));
  // The page links what a part needs beyond the entry's own scripts.
  const beyondEntry = (key: string) =>
    scriptsOf(manifest, key).filter((file) => !entryFiles.has(file));
  const styles = need(manifest, STYLES).file;
  return {
    entry: `/${need(manifest, ENTRY).file}`,
    entryImports: [...entryFiles].slice(1),
    styles: `/${styles}`,
    stylesText: (await readFile(join(folder, styles), 'utf8')).trim(),
    messages: byLanguage((language) =>
      beyondEntry(keyOf(manifest, `virtual:messages/${language}`)),
    ),
    moreMessages: byLanguage((language) =>
      beyondEntry(keyOf(manifest, `virtual:messages/${language}/more`)),
    ),
    catalogues: beyondEntry('src/shell/catalogue-files.ts'),
    firstRun: beyondEntry('src/first-run/first-run.tsx'),
    screens: Object.fromEntries(
      Object.entries(SCREEN_MODULES).map(([route, module]) => [
        route,
        {
          scripts: [...new Set([...beyondEntry(SCREENS), ...beyondEntry(module)])],
          styles: (need(manifest, module).css ?? []).map((file) => `/${file}`),
        },
      ]),
    ),
  };
}

/** A page for when the network is away: the app without data, which the service worker keeps. No inline scripts or styles. */
export async function writeOfflinePage(folder: string, files: ClientFiles): Promise<void> {
  const page = `<!doctype html>
<html lang="en" data-theme="night" data-hand="right">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<title>Jhalak</title>
<link rel="stylesheet" href="${files.styles}">
<link rel="icon" href="/icons/icon.svg" type="image/svg+xml">
<link rel="manifest" href="/manifest.webmanifest">
<script type="module" src="${files.entry}"></script>
</head>
<body><div id="app"></div></body>
</html>
`;
  await writeFile(join(folder, 'offline.html'), page);
}

/** Tells the service worker what the shell consists of, and which files hold the words of a language: it keeps one. */
export async function fillServiceWorker(folder: string, files: ClientFiles): Promise<void> {
  const path = join(folder, 'sw.js');
  const text = await readFile(path, 'utf8');
  const shell = [
    ...new Set([
      '/offline.html',
      files.entry,
      ...files.entryImports,
      ...files.catalogues,
      files.styles,
    ]),
  ];
  const words = byLanguage((language) => [
    ...(files.messages[language] ?? []),
    ...(files.moreMessages[language] ?? []),
  ]);
  const screens = await laterFiles(folder, new Set([...shell, ...Object.values(words).flat()]));
  const { scripts = [], styles = [] } = files.screens['lock'] ?? {};
  const lock = [...scripts, ...styles];
  const filled = text.replace(/(['"`])__SHELL__\1/u, () =>
    JSON.stringify(JSON.stringify({ shell, screens, lock, words })),
  );
  if (filled === text) throw new Error('the service worker has no place for the list of the shell');
  await writeFile(path, filled);
}

/** Every script and style sheet beyond the shell and the words; they are small. */
async function laterFiles(folder: string, known: ReadonlySet<string>): Promise<string[]> {
  const names = await readdir(join(folder, 'assets'));
  return names
    .filter((name) => /\.(?:js|css)$/u.test(name))
    .map((name) => `/assets/${name}`)
    .filter((address) => !known.has(address))
    .sort();
}

function byLanguage(files: (language: string) => string[]): Record<string, string[]> {
  return Object.fromEntries(INTERFACE_LANGUAGES.map((language) => [language, files(language)]));
}

function need(manifest: Manifest, key: string): ManifestEntry {
  const entry = manifest[key];
  if (entry === undefined)
    throw new Error(`the client build has no ${key}; it has ${Object.keys(manifest).join(', ')}`);
  return entry;
}

function keyOf(manifest: Manifest, ending: string): string {
  return Object.keys(manifest).find((key) => key.endsWith(ending)) ?? ending;
}

/** A module's own script first, then everything it imports at once, each once. */
function scriptsOf(manifest: Manifest, key: string): string[] {
  const found = new Map<string, string>();
  const queue = [key];
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    if (found.has(next)) continue;
    const entry = need(manifest, next);
    found.set(next, `/${entry.file}`);
    queue.push(...(entry.imports ?? []));
  }
  return [...found.values()];
}
