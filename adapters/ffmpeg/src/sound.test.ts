import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import type { UnderlaidSound } from '@jhalak/ports';
import { CHEAP_ENCODE, ffmpeg, FFMPEG_MISSING } from './clips.fixture.ts';
import { ffmpegTranscoder } from './index.ts';

const options = FFMPEG_MISSING === undefined ? {} : { skip: FFMPEG_MISSING };
const execute = promisify(execFile);
const OWN_HZ = 440;
const LAID_HZ = 3_000;

async function tone(path: string, hz: number | undefined, seconds: number): Promise<void> {
  const sound = hz === undefined ? [] : ['-f', 'lavfi', '-i', `sine=frequency=${hz}`];
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=size=160x120:rate=15', ...sound],
    ...[...CHEAP_ENCODE, '-t', String(seconds), path],
  );
}

/** dB that is left of a file's sound beside one pitch; what is silent has none. */
async function heardAt(file: string, hz: number, from = 0): Promise<number> {
  const filters = `atrim=start=${from},bandpass=f=${hz}:width_type=h:w=60,volumedetect`;
  const { stderr } = await execute('ffmpeg', [
    ...['-nostdin', '-i', file, '-vn', '-af', filters, '-f', 'null', '-'],
  ]);
  return Number(/mean_volume: (-?[\d.]+|-inf) dB/u.exec(stderr)?.[1]);
}

async function lengthS(file: string, stream: 'v' | 'a'): Promise<number> {
  const { stdout } = await execute('ffprobe', [
    ...['-v', 'error', '-select_streams', stream, '-show_entries', 'stream=duration'],
    ...['-of', 'csv=p=0', file],
  ]);
  return Number(stdout);
}

test(
  'a clip carries another clip’s sound instead of its own or with it, as long as its pictures, as loud as others',
  options,
  async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'jhalak-sound-'));
    t.after(async () => await rm(folder, { recursive: true, force: true }));
    const [source, silent, laid] = ['own.mp4', 'silent.mp4', 'laid.mp4'].map((one) =>
      join(folder, one),
    ) as [string, string, string];
    await tone(source, OWN_HZ, 4);
    await tone(silent, undefined, 4);
    // Shorter than the pictures: silence follows.
    await tone(laid, LAID_HZ, 2);
    const transcoder = ffmpegTranscoder();
    const made = async (from: string, mode: UnderlaidSound['mode']): Promise<string> => {
      const outputFolder = await mkdtemp(join(folder, 'out-'));
      const { renditions } = await transcoder.transcode({
        ...{ sourcePath: from, source: await transcoder.probe(from), outputFolder },
        sound: { path: laid, mode },
      });
      assert.match(renditions[0]?.codec ?? '', /mp4a/u);
      return join(outputFolder, renditions[0]?.file ?? '');
    };
    const instead = await made(source, 'instead');
    const both = await made(source, 'with');
    const given = await made(silent, 'with');
    assert.ok((await heardAt(instead, LAID_HZ)) > -40);
    assert.ok((await heardAt(instead, OWN_HZ)) < -60, 'its own is not heard');
    assert.ok((await heardAt(both, LAID_HZ)) > -40);
    assert.ok((await heardAt(both, OWN_HZ)) > -40);
    assert.ok((await heardAt(given, LAID_HZ)) > -40, 'a silent clip gets a sound');
    assert.ok((await heardAt(instead, LAID_HZ, 3)) < -60, 'silence follows');
    for (const file of [instead, both, given]) {
      const [pictures, sound] = [await lengthS(file, 'v'), await lengthS(file, 'a')];
      assert.ok(Math.abs(pictures - sound) < 0.1, `${pictures} s of pictures, ${sound} s of sound`);
    }
    await mkdir(join(folder, 'cut'));
    const { durationMs } = await transcoder.transcode({
      ...{ sourcePath: source, source: await transcoder.probe(source) },
      ...{ outputFolder: join(folder, 'cut'), trim: { startMs: 1_000, endMs: 2_500 } },
      sound: { path: laid, mode: 'with' },
    });
    assert.ok(Math.abs(durationMs - 1_500) < 150, `${durationMs} ms`);
  },
);
