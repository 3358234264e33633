// Builds the web app: a client folder to serve as files and a server bundle that renders pages.
// Results are kept by a hash of everything that goes in, so a second call costs a few milliseconds: what only a build
// needs, Vite above all, is loaded when there is one. Prints nothing.

import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const ROOT = import.meta.dirname;
const DIST = join(ROOT, 'dist');

/** What goes into a build besides versions of tools. */
const SOURCES = ['src', 'messages', 'public', 'build', 'build.ts', 'package.json'];
/** Files outside this folder that the bundles contain. Packages count by the exact versions in package.json. */
const OUTSIDE = [
  '../../core/contracts/src/data-budget.ts',
  '../../core/contracts/src/languages.ts',
  '../../core/tlog/src',
];

/** Builds kept: the present one, and two that servers already running may still read. */
const BUILDS_KEPT = 3;

export interface WebBuild {
  /** Serve `/assets/*` from here as immutable; `/manifest.webmanifest`, `/sw.js`, `/offline.html`, `/verify.html`, `/icons/*` briefly. */
  clientFolder: string;
  /** ES module that exports `render`. */
  serverEntry: string;
  /** True when nothing had changed. */
  cached: boolean;
}

/**
 * Builds what is missing. Safe to call from several processes at once: each builds apart and renames into place.
 *
 * @param options.force builds even when nothing changed.
 * @throws where a source does not compile; an earlier build stays untouched.
 * Cost: about 3 s and 300 MB when something changed, else about 20 ms.
 */
export async function buildWeb(options: { force?: boolean } = {}): Promise<WebBuild> {
  const folder = join(DIST, await hashSources());
  const result = {
    clientFolder: join(folder, 'client'),
    serverEntry: join(folder, 'server/entry.js'),
  };
  if (options.force !== true && (await exists(result.serverEntry)))
    return { ...result, cached: true };

  await writeMessageTypes();
  const workFolder = `${folder}.tmp-${process.pid}`;
  await mkdir(workFolder, { recursive: true });
  try {
    await buildInto(workFolder);
    await putInPlace(workFolder, folder);
  } finally {
    await rm(workFolder, { recursive: true, force: true });
  }
  await prune(folder);
  return { ...result, cached: false };
}

async function buildInto(folder: string): Promise<void> {
  const [vite, configs, clientFiles, { compressFolder }, { writeVerifyPage }] = await Promise.all([
    import('vite'),
    import('./build/vite-config.ts'),
    import('./build/client-files.ts'),
    import('./build/compress.ts'),
    import('./build/verify-page.ts'),
  ]);
  const clientFolder = join(folder, 'client');
  await vite.build(configs.clientConfig(clientFolder));
  await vite.build(configs.workerConfig(clientFolder));
  await writeVerifyPage(clientFolder, join(ROOT, 'src/verify/page.css'), async (to) =>
    vite.build(configs.verifyConfig(to)),
  );
  const files = await clientFiles.collectClientFiles(clientFolder);
  await clientFiles.writeOfflinePage(clientFolder, files);
  await clientFiles.fillServiceWorker(clientFolder, files);
  await vite.build(configs.serverConfig(join(folder, 'server'), files));
  await compressFolder(clientFolder);
}

/** Writes only on change, so that watching tools stay quiet. */
async function writeMessageTypes(): Promise<void> {
  const { readCatalogue, typesOf } = await import('./build/messages.ts');
  const path = join(ROOT, 'src/i18n/messages.gen.ts');
  const wanted = typesOf(await readCatalogue('en'));
  const present = await readFile(path, 'utf8').catch(() => '');
  if (present !== wanted) await writeFile(path, wanted);
}

async function putInPlace(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true });
  try {
    await rename(from, to);
  } catch (error) {
    // Another process finished the same build first; its result is the same.
    if (!(await exists(join(to, 'server/entry.js')))) throw error;
  }
}

async function prune(keep: string): Promise<void> {
  const names = await readdir(DIST);
  const aged = await Promise.all(
    names.map(async (name) => ({
      path: join(DIST, name),
      ms: (await stat(join(DIST, name)).catch(() => null))?.mtimeMs ?? 0,
    })),
  );
  const old = aged
    .filter((one) => one.path !== keep && !one.path.includes('.tmp-'))
    .sort((a, b) => b.ms - a.ms)
    .slice(BUILDS_KEPT - 1);
  await Promise.all(old.map((one) => rm(one.path, { recursive: true, force: true })));
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  for (const source of [...SOURCES, ...OUTSIDE]) {
    for (const path of await filesUnder(join(ROOT, source))) {
      // The generated types follow from the catalogue, which is hashed; tests are not in the bundles.
      if (path.endsWith('.gen.ts') || path.endsWith('.test.ts')) continue;
      hash
        .update(path.slice(ROOT.length))
        .update('\0')
        .update(await readFile(path))
        .update('\0');
    }
  }
  return hash.digest('hex').slice(0, 16);
}

async function filesUnder(path: string): Promise<string[]> {
  const info = await stat(path);
  if (info.isFile()) return [path];
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort();
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null)) !== null;
}
