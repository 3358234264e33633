// The sample press in a whole cell: its feeds are read through the one way out like any other's.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ffmpegPictures } from '@jhalak/ffmpeg';
import { silentLogger } from '@jhalak/kernel';
import type { Pictures } from '@jhalak/ports';
import { samplePress } from '@jhalak/samples';
import { startCell, type TestCell } from '@jhalak/testing';
import { fillPress } from './sample-press.ts';

/** Encoding 33 pictures takes a minute and is tested elsewhere; here it counts that each was fetched. */
function countedPictures(): Pictures & { seen: number[] } {
  const seen: number[] = [];
  return {
    seen,
    limits: ffmpegPictures().limits,
    formats: () => Promise.resolve(['webp']),
    make: ({ source }) => {
      seen.push(source.byteLength);
      return Promise.resolve({ kind: 'refused', reason: 'unsupported', detail: 'Only counted.' });
    },
  };
}

async function settle(cell: TestCell): Promise<void> {
  const sweeps = cell.cell.features.flatMap((feature) => feature.sweeps);
  const due = sweeps.find((sweep) => sweep.name === 'publishers.due');
  assert.ok(due);
  for (let round = 0; round < 20; round += 1) {
    const taken = await due.run();
    await cell.drain();
    if (taken === 0) return;
  }
  assert.fail('the press does not come to rest');
}

async function countShown(cell: TestCell): Promise<Record<string, number>> {
  const rows = await cell.parts.database.query<{ language: string; count: number }>({
    name: 'test.shown_by_language',
    text: `SELECT language, count(*)::int AS count FROM publisher_reports WHERE announced GROUP BY language`,
  });
  return Object.fromEntries(rows.map((row) => [row.language, row.count]));
}

test('forty stories of seven papers become reports in five languages, and go without a trace', async (t: TestContext) => {
  if (!(await ffmpegPictures().formats()).includes('webp')) {
    return t.skip('ffmpeg is not installed: the sample press was not tried');
  }
  const pictures = countedPictures();
  const cell = await startCell({ pictures });
  try {
    const signal = new AbortController().signal;
    const sitesFolder = join(cell.parts.folder, 'sample-sites');
    const fill = (again: boolean): Promise<number> =>
      fillPress({ cell: cell.cell, logger: silentLogger, sitesFolder, again }, signal);
    const { papers, stories } = samplePress();
    assert.equal(await fill(false), papers.length);
    assert.equal(await fill(false), 0, 'a second start adds nothing');
    await settle(cell);
    const wanted: Record<string, number> = {};
    for (const report of stories.flatMap((story) => story.reports)) {
      const language = papers.find((paper) => paper.key === report.paper)?.language ?? '';
      wanted[language] = (wanted[language] ?? 0) + 1;
    }
    assert.deepEqual(await countShown(cell), wanted);
    assert.equal(pictures.seen.length, stories.filter((story) => story.picture).length);
    const [flood] = await cell.parts.database.query<{ report_id: string }>({
      name: 'test.flood',
      text: `SELECT report_id FROM publisher_reports WHERE url LIKE '%velugubata%sarani-flood%'`,
    });
    const report = await cell.cell.publishers.report(flood?.report_id ?? '');
    assert.equal(report?.textFrom, 'article', 'a feed of beginnings has its page read');
    assert.equal(report.text.split('\n\n').length, 3);
    assert.equal(report.publisher.sample, true);
    assert.ok(report.publishedAtMs < cell.parts.clock.nowMs());

    assert.equal(await cell.cell.publishers.removeSamples(), papers.length);
    await settle(cell);
    assert.deepEqual(await countShown(cell), {});
    assert.equal(await fill(false), 0, 'a mere start leaves them removed');
    assert.equal(await fill(true), papers.length, 'asked for, they come back');
  } finally {
    await cell.close();
  }
});
