// A backup and restore drill: the running cell is saved, the copy verified, restored into a scratch home, started with no way out,
// compared with its source, and destroyed. Whoever has never restored has no backup.

import { existsSync } from 'node:fs';
import { chmod, mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, systemClock } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { parseVkey, verifyLog } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { copyRegister, erasureListFile } from '../backup/keys-file.ts';
import { withBackupSource } from '../backup/open-source.ts';
import { formatCount, stepLine, type Watch } from '../backup/tell.ts';
import { verifyBackup } from '../backup/verify-backup.ts';
import { writeBackup, type BackupSource } from '../backup/write-backup.ts';
import { logSource } from '../border/log-source.ts';
import { CommandError, type CommandContext } from '../command.ts';
import { restore } from '../commands/restore.ts';
import { withCell } from '../commands/with-cell.ts';
import { compareCells } from '../handover/compare/compare-cells.ts';
import type { Comparison } from '../handover/compare/types.ts';
import { chosenViewers, pagesOf } from '../handover/rehearse/feeds.ts';
import { openLog } from '../log.ts';
import { movingManifests } from '../move/whole-cell.ts';
import { loadSettings } from '../settings.ts';
import { VERSION } from '../version.ts';
import type { Cell } from '../wiring/cell.ts';
import { ALL_MANIFESTS } from '../wiring/house.ts';
import { openDatabaseServer } from '../wiring/open-database-server.ts';
import type { DrillReport } from './report.ts';

/** What a drill is given. */
export interface DrillOptions {
  /** People compared field by field, chosen by chance. */
  people: number;
  /** The same seed chooses the same people. */
  seed: string;
  /** Called between steps; tests break something here. */
  after?(step: 'backup' | 'restore', scratch: string): Promise<void>;
}

/** Viewers who ask for a page. */
const VIEWERS = 10;
/** Clips whose darkness is looked at; those under orders come first. */
const CLIPS_MAX = 1_000;
/** Failures told one by one. */
const FAILURES_MAX = 20;

/**
 * Drills. Nothing of the cell is changed; the scratch is destroyed in the end, whatever happened.
 *
 * @returns the report; it says whether it passed. @throws CommandError where there is no cell, or no place.
 * Cost: time and space of a backup and a restore.
 */
export async function runDrill(
  context: CommandContext,
  options: DrillOptions,
  watch: Watch,
): Promise<DrillReport> {
  const drill = new Drill(context, options, watch);
  return await drill.run();
}

/** @returns where a drill works: beside the home, so that it is as far as the home from everything else. */
function scratchOf(home: string): string {
  return `${home}.drill`;
}

class Drill {
  readonly #context: CommandContext;
  readonly #options: DrillOptions;
  readonly #watch: Watch;
  readonly #scratch: string;
  readonly #restored: CommandContext;
  readonly #report: DrillReport;
  readonly #failures: string[] = [];

  constructor(context: CommandContext, options: DrillOptions, watch: Watch) {
    const { home, region } = context.settings;
    this.#context = context;
    this.#options = options;
    this.#watch = watch;
    this.#scratch = scratchOf(home);
    const loaded = loadSettings({}, { home: join(this.#scratch, 'home'), region });
    const say = (line: string): void => watch.say(`  ${line}`);
    this.#restored = { ...context, ...loaded, words: [], options: {}, say };
    this.#report = {
      ...{ v: 1, passed: false, startedAtMs: systemClock.nowMs(), tookMs: 0 },
      ...{ release: VERSION, region, snapshotAtMs: undefined, restoredInMs: undefined },
      backup: { files: 0, bytes: 0 },
      compared: {
        ...{ tables: 0, rows: 0, files: 0, keys: 0, people: 0, fields: 0 },
        ...{ sealedOpened: 0, movedOn: 0 },
      },
      served: { viewers: 0, pages: 0 },
      orders: { looked: 0, dark: 0 },
      log: { entries: 0 },
      failures: this.#failures,
    };
  }

  async run(): Promise<DrillReport> {
    const startedMs = performance.now();
    // What a killed drill left.
    await this.#clear();
    await mkdir(this.#scratch, { recursive: true });
    // The database's user must reach its folder below.
    await chmod(this.#scratch, 0o711);
    try {
      await this.#steps();
    } catch (error) {
      this.#watch.signal.throwIfAborted();
      if (error instanceof CommandError && this.#report.snapshotAtMs === undefined) throw error;
      this.#failures.push(messageOf(error));
    } finally {
      await this.#clear();
    }
    this.#report.tookMs = Math.round(performance.now() - startedMs);
    this.#report.passed = this.#failures.length === 0;
    return this.#report;
  }

  async #steps(): Promise<void> {
    const { after = () => Promise.resolve() } = this.#options;
    const since = await withBackupSource(this.#quiet(), async (source) => {
      const moment = await snapshotOf(source);
      await this.#save(source);
      return moment;
    });
    await after('backup', this.#scratch);
    await verifyBackup(this.#folder('backup'), this.#watch);
    await this.#restore();
    await after('restore', this.#scratch);
    await withBackupSource(this.#quiet(), async (source) => await this.#compare(source, since));
    await this.#start();
  }

  async #save(source: BackupSource): Promise<void> {
    const to = { folder: this.#folder('backup'), keysFile: this.#folder('keys.ndjson') };
    const manifest = await writeBackup(source, { ...to, blobs: 'copy' }, this.#watch);
    await copyRegister(source.home, to.keysFile);
    this.#report.snapshotAtMs = manifest.snapshotAtMs;
    this.#report.backup = { files: manifest.list.count, bytes: manifest.list.bytes };
  }

  async #restore(): Promise<void> {
    const { home } = this.#context.settings;
    const startedMs = performance.now();
    const register = `${this.#folder('keys.ndjson')}.orders`;
    const given: [string, string][] = [
      ['orders', register],
      ['erasures', erasureListFile(home)],
      ['log', join(home, 'log')],
    ];
    await restore.run({
      ...this.#restored,
      options: {
        from: this.#folder('backup'),
        keys: this.#folder('keys.ndjson'),
        'root-key': join(home, 'keys', 'root.key'),
        ...Object.fromEntries(given.filter(([, path]) => existsSync(path))),
      },
    });
    this.#report.restoredInMs = Math.round(performance.now() - startedMs);
  }

  async #compare(source: BackupSource, since: string): Promise<void> {
    await withBackupSource(this.#restored, async (restored) => {
      const keysUrl = this.#context.settings.keysDatabaseUrl;
      const apart = keysUrl === undefined ? undefined : openDatabase({ url: keysUrl, poolMax: 1 });
      try {
        const found = await compareCells(
          { ...source, keysDatabase: apart ?? source.database },
          { ...restored, keysDatabase: restored.database },
          {
            manifests: movingManifests(ALL_MANIFESTS),
            people: { count: this.#options.people, seed: this.#options.seed },
            since,
          },
          this.#watch,
        );
        this.#tellComparison(found);
      } finally {
        await apart?.close();
      }
    });
  }

  #tellComparison({ tables, files, keys, people, differences, differenceCount }: Comparison): void {
    const sum = (sets: Comparison['tables'], of: (set: Comparison['tables'][number]) => number) =>
      sets.reduce((all, set) => all + of(set), 0);
    this.#report.compared = {
      tables: tables.length,
      rows: sum(tables, ({ buyer }) => buyer.count),
      files: sum(files, ({ buyer }) => buyer.count),
      keys: sum(keys, ({ buyer }) => buyer.count),
      ...{ people: people.people, fields: people.fields, sealedOpened: people.opened },
      movedOn: sum(tables, ({ movedOn }) => movedOn),
    };
    // Keys of rows stay out of a report: they may be people's.
    const told = new Map<string, number>();
    for (const { in: where, name, kind, columns } of differences) {
      const line = `${where} ${name}: ${kind}${columns.length === 0 ? '' : ` (${columns.join(', ')})`}`;
      told.set(line, (told.get(line) ?? 0) + 1);
    }
    for (const [line, count] of [...told].slice(0, FAILURES_MAX))
      this.#failures.push(`${line}, ${formatCount(count)} of ${formatCount(differenceCount)}`);
  }

  /** Starts the restored cell as a program would, but for the gateway: nothing here can dial. */
  async #start(): Promise<void> {
    const dark = await withCell(this.#quiet(), async (cell) => await darkClips(cell));
    await withCell(this.#restored, async (cell) => {
      const viewers = await chosenViewers(cell.parts.database, VIEWERS, this.#options.seed);
      await cell.start(['api']);
      const isClosed = cell.visibility.appBlock() !== undefined;
      const pages = isClosed ? new Map() : await pagesOf(cell, viewers, this.#watch.signal);
      this.#report.served = { viewers: isClosed ? 0 : viewers.length, pages: pages.size };
      const still = dark.filter((id) => isDark(cell, id));
      this.#report.orders = { looked: dark.length, dark: still.length };
      if (still.length < dark.length)
        this.#failures.push(`${dark.length - still.length} clips that are dark came back visible`);
      await cell.stop();
      const log = parseVkey(nodeCrypto.sha256, await cell.border.vkey());
      const files = logSource(cell.parts.logFolder);
      const { checkpoint } = await verifyLog(nodeCrypto, files, { log });
      this.#report.log = { entries: Number(checkpoint.size) };
    });
    this.#watch.say(stepLine('started', 'people were served, what is dark is dark'));
  }

  /** Removes the scratch, also one of a drill that was killed. */
  async #clear(): Promise<void> {
    const home = this.#restored.settings.home;
    if (existsSync(join(home, 'pg'))) {
      // A server outlives a program that was killed; whoever starts it anew ends the old one first.
      const logger = openLog(this.#restored.settings, () => undefined);
      const options = { forCommand: true };
      const server = await openDatabaseServer(this.#restored.settings, logger, options).catch(
        () => undefined,
      );
      await server?.stop();
      logger.flush();
      // Under a closed folder of root's the data lies elsewhere, behind a link.
      const data = await realpath(join(home, 'pg')).catch(() => undefined);
      if (data !== undefined) await rm(data, { recursive: true, force: true });
    }
    await rm(this.#scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }

  #folder(name: string): string {
    return join(this.#scratch, name);
  }

  #quiet(): CommandContext {
    return { ...this.#context, say: () => undefined };
  }
}

/** What is written from here on may or may not be in the backup, and is not compared. */
async function snapshotOf({ database }: BackupSource): Promise<string> {
  const [row] = await database.query<{ snapshot: string }>({
    name: 'drill.snapshot',
    text: 'SELECT pg_current_snapshot()::text AS snapshot',
  });
  return row?.snapshot ?? '';
}

/** @returns clips that nobody sees here, those that orders name before others. */
async function darkClips(cell: Cell): Promise<string[]> {
  // Only what says who may see what: nothing else of this copy runs.
  const part = cell.features.find(({ manifest }) => manifest.owner === 'visibility');
  await part?.start?.();
  const rows = await cell.parts.database.query<{ video_id: string }>(
    {
      name: 'drill.clips',
      text: `SELECT v.video_id FROM videos AS v
        ORDER BY EXISTS (SELECT FROM order_items AS o WHERE o.item_id = v.video_id) DESC, v.video_id DESC LIMIT $1`,
    },
    [CLIPS_MAX],
  );
  const dark = rows.map((row) => row.video_id).filter((id) => isDark(cell, id));
  await part?.stop?.();
  return dark;
}

function isDark(cell: Cell, id: string): boolean {
  return cell.visibility.check('videos.page', id, { ageBand: '18plus' }).kind !== 'visible';
}
