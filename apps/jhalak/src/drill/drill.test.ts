// Claims about a drill on a real home: it passes where a restore works, fails where it does not, leaves nothing but its report, and
// the doctor reads that.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { DAY_MS } from '@jhalak/kernel';
import { runCommand, withRunning } from '../backup/commands.fixture.ts';
import { backup } from '../commands/backup.ts';
import { drillCommand } from '../commands/drill.ts';
import { drillFindings } from '../doctor/drill-findings.ts';
import { loadSettings, type Settings } from '../settings.ts';
import type { Cell } from '../wiring/cell.ts';
import type { DrillReport } from './report.ts';
import type { DrillOptions } from './run-drill.ts';

let folder: string;
let home: string;
let settings: Settings;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'jhalak-drill-'));
  // The database's user must reach a home below it.
  await chmod(folder, 0o711);
  home = join(folder, 'home');
  ({ settings } = loadSettings({}, { home }));
});
after(() => rm(folder, { recursive: true, force: true }));

async function drilled(
  after?: DrillOptions['after'],
): Promise<{ code: number; report: DrillReport }> {
  const command = drillCommand(after === undefined ? {} : { after });
  const { code, said } = await runCommand(home, command, '--json');
  assert.ok(!existsSync(`${home}.drill`), 'the scratch is gone');
  return { code, report: JSON.parse(said) as DrillReport };
}

async function fill(cell: Cell): Promise<void> {
  await cell.border.cellId();
  await cell.start(['api']);
  const { ids, blobs, database } = cell.parts;
  const makers: string[] = [];
  for (const handle of ['asha.rao', 'kiran', 'meena'])
    makers.push(await cell.accounts.createPerson({ handle, password: 'correct horse battery' }));
  for (const personId of makers) {
    const videoId = ids.next();
    const poster = await blobs.putBytes(`posters/${videoId}/poster.webp`, Buffer.from('RIFF'));
    const rendition = await blobs.putBytes(`renditions/${videoId}/360.mp4`, Buffer.from(videoId));
    await database.transaction((tx) =>
      cell.videos.publish(tx, {
        ...{ videoId, personId, caption: 'a clip', language: 'hi', genre: 'music', tags: [] },
        ...{ durationMs: 8_000, widthPx: 360, heightPx: 640, sample: false },
        ...{ thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI', posterKey: poster.key },
        renditions: [
          {
            ...{ key: rendition.key, codec: 'avc1.64001f,mp4a.40.2', widthPx: 360, heightPx: 640 },
            ...{ bitrateBps: 600_000, bytes: rendition.bytes, sha256: rendition.sha256 },
          },
        ],
      }),
    );
  }
  await cell.drain();
  // The newest of them is dark.
  await database.transaction(async (tx) => {
    await tx.query({
      name: 'test.dark',
      // Removed, as visibility's own flags say it.
      text: `UPDATE visibility_videos SET flags = flags | 2 WHERE video_id = (SELECT video_id FROM videos ORDER BY video_id DESC LIMIT 1)`,
    });
  });
  await cell.taste.snapshot();
  await cell.stop();
}

test('a drill beside a running cell passes, compares everything, and leaves a report that the doctor reads', async () => {
  assert.deepEqual(await drillFindings(settings, Date.now()), []);
  await withRunning(settings, async (cell) => {
    await fill(cell);
    const [, never] = await drillFindings(settings, Date.now());
    assert.match(never?.what ?? '', /never/);
    await runCommand(home, backup, `--to ${join(folder, 'saved')}`);
    const { code, report } = await drilled();
    assert.deepEqual(report.failures, []);
    assert.equal(code, 0);
    assert.ok(report.compared.tables > 90 && report.compared.rows > 20);
    assert.equal(report.compared.people, 3);
    assert.ok(report.compared.files >= 6 && report.compared.keys >= 6);
    assert.equal(report.served.pages, 3);
    assert.deepEqual(report.orders, { looked: 1, dark: 1 });
    const text = JSON.stringify(report);
    assert.ok(!text.includes('asha.rao'), 'it names nobody');
    const [saved, found] = await drillFindings(settings, report.startedAtMs + 3 * DAY_MS);
    assert.match(saved?.what ?? '', /3 days ago, to .*lose at most/);
    assert.equal(found?.state, 'ok');
    assert.match(found?.what ?? '', /^last drill 3 days ago, passed; restored in \d+ s$/);
    const late = await drillFindings(settings, report.startedAtMs + 40 * DAY_MS);
    assert.equal(late[1]?.state, 'warning');
  });
});

test('a flipped byte in the backup, and a row that came back other than it was, fail a drill', async () => {
  await withRunning(settings, async () => {
    const flipped = await drilled(async (step, scratch) => {
      if (step === 'backup') await flipOne(join(scratch, 'backup', 'tables'));
    });
    assert.equal(flipped.code, 1);
    assert.match(flipped.report.failures.join(), /was changed/);
    const [, found] = await drillFindings(settings, Date.now());
    assert.equal(found?.state, 'problem');
    assert.match(found?.what ?? '', /NOT passed.*was changed/);

    const other = await drilled(async (step, scratch) => {
      if (step !== 'restore') return;
      const restored = loadSettings({}, { home: join(scratch, 'home') }).settings;
      await withRunning(restored, async ({ parts }) => {
        await parts.database.pool.query(`UPDATE persons SET bio = 'other' WHERE handle = 'kiran'`);
      });
    });
    assert.equal(other.code, 1);
    assert.match(other.report.failures.join(), /table persons: changed \(bio\), 1 of 1/);
  });
  const reports = (await readdir(join(home, 'drills'))).filter((name) => name.endsWith('.json'));
  assert.equal(reports.length, 3);
});

async function flipOne(tables: string): Promise<void> {
  const file = join(tables, 'persons.copy.zst');
  const bytes = await readFile(file);
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(file, bytes);
}
