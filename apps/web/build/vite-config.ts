// Vite's settings for the two bundles. Everything is explicit: no config file is looked up, nothing is printed.

import { join } from 'node:path';
import type { InlineConfig, Plugin } from 'vite';
import { INTERFACE_LANGUAGES } from '@jhalak/contracts/languages';
import { logicalBoxesStep } from './logical-boxes.ts';
import { compileCatalogue, readCatalogue } from './messages.ts';
import { isUsed, usedKeys } from './used-keys.ts';

const ROOT = join(import.meta.dirname, '..');

/** Older engines than these lack `dvh`, `inert` or `:has`, which the feed relies on (Chrome 108, Safari 16, 2022). */
const BROWSERS = ['chrome108', 'safari16', 'firefox113'];

const shared: InlineConfig = {
  root: ROOT,
  configFile: false,
  envFile: false,
  logLevel: 'silent',
  publicDir: false,
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
};

/** Small modules that the first load needs all of, and other screens some of: each in a file of its own would weigh more. */
const TOGETHER = [
  {
    name: 'base',
    test: /node_modules\/(?:preact|@messageformat\/runtime|make-plural)\/|src\/shell\/app-context\./u,
  },
  {
    name: 'first-parts',
    test: /src\/(?:first-run\/(?:consent-notice|save-answers)|session\/notice-version|shell\/(?:choice-tiles|genre-sign))\./u,
  },
];

/** Settings of the browser's bundle. */
export function clientConfig(outDir: string): InlineConfig {
  return {
    ...shared,
    publicDir: join(ROOT, 'public'),
    plugins: [catalogues('client')],
    css: { postcss: logicalBoxesStep },
    build: {
      outDir,
      emptyOutDir: true,
      target: BROWSERS,
      manifest: 'client-manifest.json',
      modulePreload: {
        polyfill: false,
        // The first load does not carry the names of what its later parts import: those come one step later, mostly from
        // the service worker's cache. Style sheets must stay: nothing else fetches them.
        resolveDependencies: (_file, names, { hostId }) =>
          /\/client-[^/]+$/u.test(hostId) ? names.filter((name) => name.endsWith('.css')) : names,
      },
      // A font or picture inside a script cannot be cached or skipped apart from it.
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: {
          client: join(ROOT, 'src/entry-client.tsx'),
          offline: join(ROOT, 'src/styles/main.css'),
        },
        output: {
          entryFileNames: 'assets/[name]-[hash].js',
          chunkFileNames: 'assets/[name]-[hash].js',
          assetFileNames: 'assets/[name]-[hash][extname]',
          codeSplitting: { includeDependenciesRecursively: false, groups: TOGETHER },
        },
      },
    },
  };
}

/** Settings of the service worker: one classic script, because not every browser lets a worker import. */
export function workerConfig(outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      outDir,
      // Beside what the client's build put there.
      emptyOutDir: false,
      target: BROWSERS,
      assetsInlineLimit: 0,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(ROOT, 'src/service-worker.ts'),
        output: { format: 'iife', entryFileNames: 'sw.js', codeSplitting: false },
      },
    },
  };
}

/** Settings of the page that checks a public log: one classic script, to stand inside its file. */
export function verifyConfig(outDir: string): InlineConfig {
  return {
    ...shared,
    build: {
      outDir,
      target: BROWSERS,
      reportCompressedSize: false,
      rolldownOptions: {
        input: join(ROOT, 'src/verify/page.ts'),
        output: { format: 'iife', entryFileNames: 'verify.js', codeSplitting: false },
      },
    },
  };
}

/** Settings of the server's bundle; it is given what the client's build produced. */
export function serverConfig(outDir: string, clientFiles: unknown): InlineConfig {
  return {
    ...shared,
    plugins: [catalogues('server'), valueModule('virtual:client-files', clientFiles)],
    ssr: { noExternal: true, target: 'node' },
    build: {
      outDir,
      emptyOutDir: true,
      ssr: join(ROOT, 'src/entry-server.tsx'),
      target: 'node24',
      reportCompressedSize: false,
      rolldownOptions: { output: { entryFileNames: 'entry.js', codeSplitting: false } },
    },
  };
}

/**
 * `virtual:messages/<language>`: the compiled messages of the first load; `virtual:messages/<language>/more`: the
 * others. On the server the first is everything.
 */
function catalogues(side: 'client' | 'server'): Plugin {
  const prefix = '\0virtual:messages/';
  return {
    name: 'jhalak-messages',
    resolveId: (id) => (`\0${id}`.startsWith(prefix) ? `\0${id}` : null),
    load: {
      async handler(id) {
        if (!id.startsWith(prefix)) return null;
        const [code, more] = id.slice(prefix.length).split('/');
        const language = INTERFACE_LANGUAGES.find((one) => one === code);
        if (language === undefined) throw new Error(`no catalogue for ${id}`);
        const first = await usedKeys(side === 'server' ? 'all' : 'first');
        const messages = Object.entries(await readCatalogue(language)).filter(
          ([key]) => isUsed(first, key) === (more === undefined),
        );
        return compileCatalogue(language, Object.fromEntries(messages));
      },
    },
  };
}

function valueModule(name: string, value: unknown): Plugin {
  return {
    name: `jhalak-${name}`,
    resolveId: (id) => (id === name ? `\0${name}` : null),
    load: (id) => (id === `\0${name}` ? `export default ${JSON.stringify(value)};` : null),
  };
}
