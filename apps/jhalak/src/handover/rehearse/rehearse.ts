// The sale tried out on the seller's own machine: the packages are imported into a scratch install with keys of its own, compared
// with the cell, searched for what is withheld, and asked for pages. Then the scratch is destroyed; the report is what stays.

import { generateKeyPairSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Manifest } from '@jhalak/contracts';
import { openDatabase } from '@jhalak/postgres';
import type { Keystore } from '@jhalak/keystore';
import { furtherIn, stepLine, type Watch } from '../../backup/tell.ts';
import { withCell } from '../../commands/with-cell.ts';
import type { CommandContext } from '../../command.ts';
import { openLog } from '../../log.ts';
import type { Settings } from '../../settings.ts';
import type { CellParts } from '../../wiring/parts.ts';
import { compareCells } from '../compare/compare-cells.ts';
import type { Comparison, Difference } from '../compare/types.ts';
import { cellDocument } from '../import/cell-document.ts';
import { importIntoHome, undoUnfinished, type ImportedPlace } from '../import/import-home.ts';
import type { Imported } from '../import/import-packages.ts';
import { openPackages, type ExpectedPackages, type OpenedPackage } from '../import/package-set.ts';
import { ByteSearch } from './byte-search.ts';
import { chosenViewers, modelDigest, overlapOf, pagesOf, type Page, type Pages } from './feeds.ts';
import { reportOf, type RehearsalReport } from './report.ts';
import { searchFolder, searchPackage, withheldNeedles } from './withheld.ts';

/** The cell that is sold. It goes on meanwhile; nothing of it is changed. */
export interface RehearsedSeller {
  parts: Pick<CellParts, 'database' | 'keys' | 'blobs' | 'logFolder'>;
  settings: Settings;
  manifests: readonly Manifest[];
}

/** What is tried. */
export interface RehearsalOptions extends ExpectedPackages {
  /** Holds `0000`, `0001` and so on. */
  folder: string;
  /** Where the scratch install is made; it must not exist, or be left by an earlier rehearsal. */
  scratch: string;
  /** People compared field by field, and viewers asked for a page. */
  people: number;
  viewers: number;
  /** Chooses both. */
  seed: string;
  /** Whether the cell stands still: then nothing may differ at all. */
  isFrozen: boolean;
}

/** What a rehearsal gives. */
export interface Rehearsal {
  /** For bidders: no personal data. */
  report: RehearsalReport;
  /** For the operator: where exactly. */
  differences: readonly Difference[];
}

/**
 * Rehearses a hand-over.
 *
 * @returns the report, whether it passed or not. @throws CommandError when the packages cannot be imported at all; the scratch is
 *   gone then too.
 * Cost: what an import costs, and reading everything once more on both sides.
 */
export async function rehearse(
  seller: RehearsedSeller,
  options: RehearsalOptions,
  watch: Watch,
): Promise<Rehearsal> {
  const startedMs = performance.now();
  const context = scratchContext(seller.settings, options.scratch, watch);
  await clear(context);
  await mkdir(dirname(options.scratch), { recursive: true, mode: 0o700 });
  try {
    const packages = await openPackages(options.folder, options, watch);
    const found = await tryOut(seller, options, packages, context, watch);
    const tookMs = Math.round(performance.now() - startedMs);
    const report = reportOf({ ...found, tookMs });
    return { report, differences: found.comparison.differences };
  } finally {
    await clear(context);
    watch.say(stepLine('scratch', 'destroyed'));
  }
}

function scratchContext(settings: Settings, home: string, watch: Watch): CommandContext {
  return {
    settings: { ...settings, home, databaseUrl: undefined, keysDatabaseUrl: undefined },
    ...{ rows: [], words: [], options: {} },
    // The scratch install's own steps.
    say: furtherIn(watch.say),
  };
}

/** Removes a scratch install, also one of a rehearsal that was killed. */
async function clear(context: CommandContext): Promise<void> {
  const { home } = context.settings;
  const logger = openLog(context.settings, () => undefined);
  await undoUnfinished({ ...context, say: () => undefined }, logger);
  logger.flush();
  // Under a closed folder of root's the data lies elsewhere, behind a link.
  const data = await realpath(join(home, 'pg')).catch(() => undefined);
  if (data !== undefined) await rm(data, { recursive: true, force: true });
  await rm(home, { recursive: true, force: true });
}

interface TriedOut {
  imported: Imported;
  comparison: Comparison;
  withheld: RehearsalReport['withheld'];
  feed: RehearsalReport['feed'];
}

async function tryOut(
  seller: RehearsedSeller,
  options: RehearsalOptions,
  packages: readonly OpenedPackage[],
  context: CommandContext,
  watch: Watch,
): Promise<TriedOut> {
  const recipient = generateKeyPairSync('x25519');
  const keysFile = `${options.scratch}.keys`;
  let comparison: Comparison | undefined;
  let withheld: RehearsalReport['withheld'] | undefined;
  try {
    await rm(keysFile, { force: true });
    await seller.parts.keys.exportParcel(
      createWriteStream(keysFile, { mode: 0o600, flags: 'wx' }),
      recipient.publicKey,
    );
    const { imported } = await importIntoHome(
      context,
      {
        ...options,
        opened: packages,
        keysFile,
        recipient: recipient.privateKey,
        log: seller.parts.logFolder,
        asImported: async (place) => {
          comparison = await compareWith(seller, place, options, packages, watch);
          withheld = await searchAll(seller, place, packages, options.scratch, watch);
        },
      },
      watch.signal,
    );
    if (comparison === undefined || withheld === undefined) throw new Error('nothing was compared');
    const feed = await askForPages(context, options, watch);
    return { imported, comparison, withheld, feed };
  } finally {
    await rm(keysFile, { force: true });
  }
}

async function compareWith(
  seller: RehearsedSeller,
  place: ImportedPlace,
  options: RehearsalOptions,
  packages: readonly OpenedPackage[],
  watch: Watch,
): Promise<Comparison> {
  const last = packages.at(-1);
  if (last === undefined) throw new Error('a set has a base');
  const { snapshot } = await cellDocument(last);
  const url = seller.settings.keysDatabaseUrl;
  const keysDatabase =
    url === undefined ? seller.parts.database : openDatabase({ url, poolMax: 1 });
  const keys: Keystore = await place.openKeys();
  try {
    return await compareCells(
      { ...seller.parts, keysDatabase },
      { ...place.target, keys },
      {
        manifests: seller.manifests,
        people: { count: options.people, seed: options.seed },
        ...(options.isFrozen ? {} : { since: snapshot }),
      },
      watch,
    );
  } finally {
    await keys.close();
    if (url !== undefined) await keysDatabase.close();
  }
}

async function searchAll(
  seller: RehearsedSeller,
  { target }: ImportedPlace,
  packages: readonly OpenedPackage[],
  scratch: string,
  watch: Watch,
): Promise<RehearsalReport['withheld']> {
  const { needles, ...counts } = await withheldNeedles(seller.parts, seller.manifests);
  const search = new ByteSearch(needles);
  // What stands in memory only is written first.
  await target.database.pool.query('CHECKPOINT');
  const silent = [...counts.silent];
  const told: RehearsalReport['withheld'] = { ...counts, silent, searchedBytes: 0, found: [] };
  const note = (result: Awaited<ReturnType<typeof searchFolder>>, place: string): void => {
    told.searchedBytes += result.bytes;
    told.found.push(...result.found.map(({ what }) => `${what}, in the ${place}`));
  };
  for (const { source, verified } of packages)
    note(await searchPackage(source, verified.bagCount, search), 'packages');
  const data = await realpath(join(scratch, 'pg'));
  for (const folder of [data, join(scratch, 'blobs'), join(scratch, 'uploads')])
    note(await searchFolder(folder, search), 'install');
  const what = `${needles.length} pieces looked for, ${told.found.length} found`;
  watch.say(stepLine('withheld', what));
  return told;
}

async function askForPages(
  context: CommandContext,
  options: RehearsalOptions,
  watch: Watch,
): Promise<RehearsalReport['feed']> {
  return await withCell(context, async (cell) => {
    const viewers = await chosenViewers(cell.parts.database, options.viewers, options.seed);
    const startedMs = performance.now();
    let slowestMs = 0;
    await cell.start(['api']);
    const ask = async (): Promise<Pages> => {
      const pages = new Map<string, Page>();
      for (const viewer of viewers) {
        const askedMs = performance.now();
        for (const [id, page] of await pagesOf(cell, [viewer], watch.signal)) pages.set(id, page);
        slowestMs = Math.max(slowestMs, performance.now() - askedMs);
      }
      return pages;
    };
    const served = (pages: Pages) =>
      [...pages.values()].filter(({ items }) => items.length > 0).length;
    const before = await ask();
    const slowest = slowestMs;
    // Without running jobs: what waits is done once, by the real buyer.
    await cell.parts.journal.seal();
    for (const feature of cell.features) await feature.catchUp?.();
    const learnedMs = performance.now() - startedMs;
    const after = await ask();
    const feed = {
      viewers: viewers.length,
      atOnce: served(before),
      slowestMs: slowest,
      learnedMs,
      afterLearning: served(after),
      overlap: overlapOf(before, after),
      // A region that closed the whole app: its people get no page, here neither.
      isClosed: cell.visibility.appBlock() !== undefined,
      modelDigest: modelDigest(cell),
    };
    await cell.stop();
    watch.say(stepLine('feed', `${feed.atOnce} of ${feed.viewers} viewers got a page at once`));
    return feed;
  });
}
