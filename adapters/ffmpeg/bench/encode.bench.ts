// Our whole transcode (probe, cage, limits, poster, thumbhash, checks) beside one raw ffmpeg command that makes the
// same renditions with the same encoder settings in one decode and nothing else. CPU seconds, alternating.
//
//   node adapters/ffmpeg/bench/encode.bench.ts
//
// JHALAK_BENCH_PAIRS: how many pairs (default 7). JHALAK_SHARED: where the real clip is.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpeg, SHARED_MEDIA } from '../src/clips.fixture.ts';
import { buildLadder, ffmpegTranscoder } from '../src/index.ts';
import { cpuSeconds, median } from './children-cpu.ts';

const PAIRS = Math.max(5, Number(process.env['JHALAK_BENCH_PAIRS'] ?? 7));
const CLIP = 'cam_portrait_720x1280_pattern_8s.mp4';

const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-'));
try {
  const clip = await findClip();
  const transcoder = ffmpegTranscoder();
  const { version, sandbox } = await transcoder.capabilities();
  const source = await transcoder.probe(clip);
  const raw = rawCommand(clip, buildLadder(source));
  say(
    `input ${clip.split('/').at(-1)}, ${source.durationMs} ms, ${source.widthPx}x${source.heightPx}`,
  );
  say(
    `ffmpeg ${version}, sandbox ${sandbox.kind}, Node ${process.version}, ${cpus().length} cores`,
  );
  say(`load at start ${loadavg()[0]?.toFixed(2)}`);
  say(`raw: ffmpeg ${raw.join(' ')}`);

  const ours: number[] = [];
  const theirs: number[] = [];
  for (let i = 0; i <= PAIRS; i++) {
    const our = await measure(async () => {
      const outputFolder = join(folder, `ours-${i}`);
      await mkdir(outputFolder);
      const probed = await transcoder.probe(clip);
      await transcoder.transcode({ sourcePath: clip, source: probed, outputFolder });
    });
    const their = await measure(async () => {
      await promisify(execFile)('ffmpeg', raw);
    });
    // The first pair only warms the page cache.
    if (i === 0) continue;
    ours.push(our);
    theirs.push(their);
    say(
      `pair ${i}: ours ${our.toFixed(2)} s, raw ${their.toFixed(2)} s, ratio ${(our / their).toFixed(3)}`,
    );
  }
  const ratios = ours.map((our, i) => our / (theirs[i] ?? Number.NaN));
  report('ours', ours, source.durationMs);
  report('raw ', theirs, source.durationMs);
  say(
    `ratio median of pairs ${median(ratios).toFixed(3)}, from ${Math.min(...ratios).toFixed(3)} to ${Math.max(...ratios).toFixed(3)}`,
  );
  const ratio = Number((median(ours) / median(theirs)).toFixed(3));
  process.stdout.write(`${JSON.stringify({ bench: 'encode', ratio })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function findClip(): Promise<string> {
  const real = join(SHARED_MEDIA, CLIP);
  if (existsSync(real)) return real;
  say(`the real clip is missing (${real}): a generated one stands in, figures do not compare`);
  const made = join(folder, 'generated.mp4');
  const inputs = [
    '-f',
    'lavfi',
    '-i',
    'testsrc2=s=720x1280:r=30,noise=alls=12:allf=t',
    '-f',
    'lavfi',
    '-i',
    'sine',
  ];
  await ffmpeg(
    ...inputs,
    '-t',
    '8',
    '-c:v',
    'libx264',
    '-preset',
    'veryfast',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    made,
  );
  return made;
}

/** What a person would type: one input, a split, the smaller one scaled, each with its sound. */
function rawCommand(clip: string, ladder: ReturnType<typeof buildLadder>): string[] {
  const [small, large] = ladder;
  if (!small || !large) throw new Error('the clip of this benchmark has two renditions');
  const graph = `[0:v]split=2[large][s];[s]scale=${small.widthPx}:${small.heightPx}[small]`;
  const output = (pad: string, rendition: typeof small): string[] => [
    ...['-map', `[${pad}]`, '-map', '0:a', '-c:v', 'libx264', '-preset', 'superfast', '-crf', '23'],
    ...[
      '-maxrate',
      String(rendition.maxBitrateBps),
      '-bufsize',
      String(rendition.maxBitrateBps * 2),
    ],
    ...['-g', '60', '-c:a', 'aac', '-b:a', '128k', '-movflags', '+faststart'],
    join(folder, `raw-${rendition.name}.mp4`),
  ];
  return [
    ...['-nostdin', '-v', 'error', '-y', '-i', clip, '-filter_complex', graph],
    ...output('small', small),
    ...output('large', large),
  ];
}

async function measure(work: () => Promise<void>): Promise<number> {
  const before = cpuSeconds();
  await work();
  return cpuSeconds() - before;
}

function report(name: string, seconds: readonly number[], clipMs: number): void {
  const perSecond = median(seconds) / (clipMs / 1000);
  say(
    `${name}: median ${median(seconds).toFixed(2)} CPU s (${perSecond.toFixed(3)} a second of clip), ` +
      `from ${Math.min(...seconds).toFixed(2)} to ${Math.max(...seconds).toFixed(2)}`,
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
