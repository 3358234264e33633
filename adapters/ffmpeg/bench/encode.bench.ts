// Our whole transcode (probe, cage, limits, loudness, prints, poster, thumbhash, checks) beside one raw ffmpeg command that makes the
// same renditions with the same encoder settings in one decode and nothing else. CPU seconds, alternating; then size and
// likeness beside x264 medium, and what a second worker adds.
//
//   node adapters/ffmpeg/bench/encode.bench.ts
//
// JHALAK_BENCH_PAIRS: how many pairs (default 5). JHALAK_SHARED: where the real clip is.

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ffmpeg, SHARED_MEDIA } from '../src/clips.fixture.ts';
import { buildLadder, ffmpegTranscoder } from '../src/index.ts';
import { cpuSeconds, median } from './children-cpu.ts';
import { besideMedium } from './quality.ts';
import { rawLadder } from './raw-ladder.ts';

const PAIRS = Math.max(3, Number(process.env['JHALAK_BENCH_PAIRS'] ?? 5));
const CLIP = 'cam_portrait_720x1280_pattern_8s.mp4';
/** As matching asks for them. */
const PRINTS = { sidePx: 320, everyMs: 200 };
/** Clips that one worker does one after the other, and two side by side. */
const WORKER_CLIPS = 4;

interface Ours {
  wholeS: number;
  /** When the smallest rendition stands. */
  firstS: number;
  /** Of Node itself, and of looking at the file; the rest is the engine in its cage. */
  orchestrationS: number;
}

const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-'));
const transcoder = ffmpegTranscoder();
try {
  const clip = await findClip();
  const { version, sandbox, encoders } = await transcoder.capabilities();
  const source = await transcoder.probe(clip);
  const ladder = buildLadder(source, { av1: encoders.includes('libsvtav1') });
  const raw = rawLadder(clip, ladder, folder);
  say(`input ${clip.split('/').at(-1)}, ${source.durationMs} ms`);
  say(`rungs ${ladder.map(({ name, codec }) => `${name} ${codec}`).join(', ')}`);
  say(
    `ffmpeg ${version}, sandbox ${sandbox.kind}, Node ${process.version}, ${cpus().length} cores, load ${loadavg()[0]?.toFixed(2)}`,
  );
  say(`raw: ffmpeg ${raw.join(' ')}`);

  const ours: Ours[] = [];
  const theirs: number[] = [];
  for (let i = 0; i <= PAIRS; i++) {
    const our = await encodeOurs(clip, `ours-${i}`);
    const before = cpuSeconds();
    await promisify(execFile)('ffmpeg', raw);
    const their = cpuSeconds() - before;
    // The first pair only warms the page cache.
    if (i === 0) continue;
    ours.push(our);
    theirs.push(their);
    say(
      `pair ${i}: ours ${our.wholeS.toFixed(2)} s (first ${our.firstS.toFixed(2)}, orchestration ${our.orchestrationS.toFixed(2)}), raw ${their.toFixed(2)} s, ratio ${(our.wholeS / their).toFixed(3)}`,
    );
  }
  for (const rung of ladder) {
    const made = join(folder, 'ours-0', `${rung.name}.mp4`);
    const { ours: our, medium } = await besideMedium(clip, rung, made, folder);
    say(
      `${rung.name} ${rung.codec}: ${our.bytes} B, SSIM ${our.ssim.toFixed(4)}; x264 medium ${medium.bytes} B, SSIM ${medium.ssim.toFixed(4)}; size ${(our.bytes / medium.bytes).toFixed(2)} of it`,
    );
  }
  const [one, two] = [await workersS(clip, 1), await workersS(clip, 2)];
  say(
    `${WORKER_CLIPS} clips: one worker ${one.toFixed(1)} s, two ${two.toFixed(1)} s: ${(one / two).toFixed(2)} times the throughput`,
  );
  const wholeS = median(ours.map((each) => each.wholeS));
  const figures = {
    ratio: wholeS / median(theirs),
    orchestrationShare: median(ours.map((each) => each.orchestrationS / each.wholeS)),
    firstPlayableRatio: median(ours.map((each) => each.firstS / each.wholeS)),
  };
  const rounded = Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [name, Number(value.toFixed(3))]),
  );
  process.stdout.write(`${JSON.stringify({ bench: 'encode', ...rounded })}\n`);
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function encodeOurs(clip: string, name: string): Promise<Ours> {
  const outputFolder = join(folder, name);
  await mkdir(outputFolder);
  const [beforeS, ownBeforeS] = [cpuSeconds(), ownSeconds()];
  const source = await transcoder.probe(clip);
  const probedS = cpuSeconds() - beforeS;
  const ownProbingS = ownSeconds() - ownBeforeS;
  let firstS = 0;
  await transcoder.transcode({
    ...{ sourcePath: clip, source, outputFolder, prints: PRINTS },
    onRendition: () => {
      firstS ||= cpuSeconds() - beforeS;
    },
  });
  const ownS = ownSeconds() - ownBeforeS - ownProbingS;
  return { wholeS: cpuSeconds() - beforeS, firstS, orchestrationS: probedS + ownS };
}

function ownSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}

/** @returns seconds by the clock. */
async function workersS(clip: string, workers: number): Promise<number> {
  const waiting = Array.from({ length: WORKER_CLIPS }, (_, i) => `worker-${workers}-${i}`);
  const startMs = performance.now();
  const work = async (): Promise<void> => {
    for (let name = waiting.pop(); name !== undefined; name = waiting.pop())
      await encodeOurs(clip, name);
  };
  await Promise.all(Array.from({ length: workers }, work));
  return (performance.now() - startMs) / 1000;
}

async function findClip(): Promise<string> {
  const real = join(SHARED_MEDIA, CLIP);
  if (existsSync(real)) return real;
  say(`the real clip is missing (${real}): a generated one stands in, figures do not compare`);
  const made = join(folder, 'generated.mp4');
  await ffmpeg(
    ...['-f', 'lavfi', '-i', 'testsrc2=s=720x1280:r=30,noise=alls=12:allf=t'],
    ...['-f', 'lavfi', '-i', 'sine', '-t', '8', '-c:v', 'libx264', '-preset', 'veryfast'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', made],
  );
  return made;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
