import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CHEAP_ENCODE, ffmpeg, FFMPEG_MISSING } from './clips.fixture.ts';
import { ffmpegTranscoder } from './index.ts';
import { gainFor, lastLoudness, measureWallMs, TARGET_LUFS } from './loudness.ts';

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };
const execute = promisify(execFile);

/** What an independent run of the meter says of a file. */
async function loudnessOf(file: string): Promise<number> {
  const meter = ['-af', 'ebur128', '-f', 'null', '-'];
  const { stderr } = await execute('ffmpeg', ['-nostdin', '-i', file, '-vn', ...meter]);
  return Number(/Integrated loudness:\s+I:\s+(-?[\d.]+) LUFS/u.exec(stderr)?.[1]);
}

test(
  'clips of every loudness come out alike; silence and the noise of a room stay as they are',
  options,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-loudness-'));
    t.after(async () => await rm(folder, { recursive: true, force: true }));
    // dB of pink noise, which holds all pitches as voices and music do; and what is to come of it.
    const cases = [
      { db: 0, lufs: TARGET_LUFS },
      { db: 8, lufs: TARGET_LUFS },
      { db: -10, lufs: TARGET_LUFS },
      { db: -60, lufs: undefined },
    ] as const;
    for (const { db, lufs } of cases) {
      const source = join(folder, `at${db}.mp4`);
      const output = join(folder, `out${db}`);
      await mkdir(output);
      await ffmpeg(
        ...['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=15'],
        ...['-f', 'lavfi', '-i', `anoisesrc=color=pink:seed=1:sample_rate=48000,volume=${db}dB`],
        ...[...CHEAP_ENCODE, '-t', '4', source],
      );
      const transcoder = ffmpegTranscoder();
      const found = await transcoder.probe(source);
      const { renditions } = await transcoder.transcode({
        ...{ sourcePath: source, source: found, outputFolder: output },
      });
      const before = await loudnessOf(source);
      const after = await loudnessOf(join(output, renditions[0]?.file ?? ''));
      assert.ok(Math.abs(after - (lufs ?? before)) < 1, `${db} dB: ${before} became ${after} LUFS`);
    }
  },
);

test('a gain has bounds, and nothing is changed that nobody would hear', () => {
  assert.equal(gainFor(-16.3), 0);
  assert.equal(gainFor(-20), 4);
  assert.equal(gainFor(-40), 12);
  assert.equal(gainFor(-5), -11);
  assert.equal(gainFor(20), -24);
  for (const none of [-70, -51, -Infinity, Number.NaN]) assert.equal(gainFor(none), 0);
});

test('a file that never ends being measured costs a tenth of an encode, not another one', () => {
  assert.equal(measureWallMs(60_000), 6_000);
});

test('the last loudness that was printed counts; nothing printed is none', () => {
  const line = (lufs: string): string => `frame:0 pts:0\nlavfi.r128.I=${lufs}\n`;
  assert.equal(lastLoudness(line('-70.000') + line('-18.250')), -18.25);
  assert.equal(lastLoudness(''), undefined);
  assert.equal(lastLoudness('frame:0 pts:0\n'), undefined);
});
