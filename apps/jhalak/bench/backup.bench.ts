// How long a backup, a check and a restore take, and how much memory. Real homes, the embedded database, beside a
// running cell. `npm run bench -- backup`; BENCH_ROWS and BENCH_BLOB_MB give other sizes.

import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '@jhalak/kernel';
import type { Command } from '../src/command.ts';
import { parseLine } from '../src/command-line.ts';
import { backup } from '../src/commands/backup.ts';
import { restore } from '../src/commands/restore.ts';
import { loadSettings } from '../src/settings.ts';
import { openDatabaseServer } from '../src/wiring/open-database-server.ts';
import { openParts } from '../src/wiring/parts.ts';

const ROWS = Number(process.env['BENCH_ROWS'] ?? 100_000);
const BLOB_MB = Number(process.env['BENCH_BLOB_MB'] ?? 100);
const TURNS = Number(process.env['BENCH_TURNS'] ?? 3);
/** A clip of some seconds at 360 and 720 lines. */
const BLOB_BYTES = 2_000_000;

const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-backup-'));
await chmod(folder, 0o711);
const home = join(folder, 'home');
let peakBytes = 0;
const meter = setInterval(() => {
  peakBytes = Math.max(peakBytes, process.memoryUsage.rss());
}, 50);

async function run(command: Command, line: string): Promise<number> {
  const { words, flags, options } = parseLine(command, line.split(' '));
  const startedMs = performance.now();
  const loaded = loadSettings({}, { home, ...flags });
  await command.run({ ...loaded, words, options, say: () => undefined });
  return (performance.now() - startedMs) / 1_000;
}

// Half of the rows are journal entries, as in a living cell; their bytes are as random as sealed ones.
const FILL = [
  `INSERT INTO journal (epoch, at_ms, stream, key, type, facts, subject, key_class, sealed)
    SELECT 1, 1767571200000 + n, 'attention.events', gen_random_uuid()::text, 'watched',
      jsonb_build_object('slot', gen_random_uuid(), 'surface', 'feed.for_you'), NULL, 'activity',
      decode(md5(n::text) || md5((n * 7)::text) || md5((n * 11)::text) || md5((n * 13)::text), 'hex')
    FROM generate_series(1, $1::int / 2) AS n`,
  `INSERT INTO attention_seen (person_id, video_id, seen_at_ms)
    SELECT gen_random_uuid(), gen_random_uuid(), 1767571200000 + n FROM generate_series(1, $1::int / 2) AS n`,
];

async function fill(url: string): Promise<void> {
  const { settings } = loadSettings({}, { home });
  const parts = await openParts(settings, url, silentLogger, { live: false });
  try {
    for (const text of FILL) await parts.database.pool.query(text, [ROWS]);
    for (let made = 0; made < (BLOB_MB * 1_000_000) / BLOB_BYTES; made += 1) {
      await parts.blobs.putBytes(`renditions/bench/${made}.mp4`, randomBytes(BLOB_BYTES));
    }
  } finally {
    await parts.close();
  }
}

function median(numbers: readonly number[]): number {
  return Number(
    (numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0).toFixed(2),
  );
}

const { settings } = loadSettings({}, { home });
const server = await openDatabaseServer(settings, silentLogger, { forCommand: false });
try {
  await fill(server.url);
  const seconds = { backup: [] as number[], verify: [] as number[], restore: [] as number[] };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const to = join(folder, `backup-${turn}`);
    const into = join(folder, `home-${turn}`);
    seconds.backup.push(await run(backup, `--to ${to}`));
    seconds.verify.push(await run(backup, `--verify ${to}`));
    const from = `--from ${to} --keys ${to}-keys.ndjson --root-key ${home}/keys/root.key`;
    seconds.restore.push(await run(restore, `${from} --home ${into}`));
    await rm(into, { recursive: true, force: true });
    await rm(to, { recursive: true, force: true });
  }
  const words = Object.entries(seconds).map(
    ([name, all]) => `${name} ${all.map((s) => s.toFixed(2)).join(', ')} s`,
  );
  console.log(`${ROWS} rows, ${BLOB_MB} MB of blobs: ${words.join('; ')}`);
  console.log(
    JSON.stringify({
      bench: 'backup',
      rows: ROWS,
      blobMb: BLOB_MB,
      backupS: median(seconds.backup),
      verifyS: median(seconds.verify),
      restoreS: median(seconds.restore),
      peakRssMb: Math.round(peakBytes / 1_000_000),
    }),
  );
} finally {
  clearInterval(meter);
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}
