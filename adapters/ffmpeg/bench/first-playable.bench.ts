// How long until the first rendition plays, and what it costs: everything in one decode, or 360 alone first.
//
//   node adapters/ffmpeg/bench/first-playable.bench.ts
//
// JHALAK_BENCH_ROUNDS: how often each is measured (default 3; medians are printed).

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { ffmpeg, SHARED_MEDIA, SHARED_MISSING } from '../src/clips.fixture.ts';
import { ffmpegTranscoder } from '../src/index.ts';
import { cpuSeconds, median } from './children-cpu.ts';

const ROUNDS = Number(process.env['JHALAK_BENCH_ROUNDS'] ?? 3);
const CLIP = join(SHARED_MEDIA, 'cam_portrait_720x1280_pattern_8s.mp4');
/** Seconds of clip, and the height it is stored at. */
const CASES = [
  { seconds: 8, heightPx: 1280 },
  { seconds: 15, heightPx: 1280 },
  { seconds: 30, heightPx: 1280 },
  { seconds: 15, heightPx: 1920 },
  { seconds: 30, heightPx: 1920 },
] as const;

interface Measured {
  firstMs: number;
  allMs: number;
  cpuS: number;
}

if (SHARED_MISSING !== undefined) throw new Error(SHARED_MISSING);
const folder = await mkdtemp(join(tmpdir(), 'jhalak-bench-'));
try {
  say(
    `Node ${process.version}, ${cpus().length} cores, load at start ${loadavg()[0]?.toFixed(2)}, ${ROUNDS} rounds`,
  );
  say(
    'clip             | one decode: first, all, CPU    | 360 alone: first, all, CPU     | CPU ratio',
  );
  for (const one of CASES) {
    const path = await makeLong(one);
    const together: Measured[] = [];
    const alone: Measured[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      together.push(await measure(path, Number.MAX_SAFE_INTEGER));
      alone.push(await measure(path, 0));
    }
    const [a, b] = [medians(together), medians(alone)];
    say(
      `${String(one.seconds).padStart(3)} s, ${one.heightPx} high | ${line(a)} | ${line(b)} | ${(b.cpuS / a.cpuS).toFixed(2)}`,
    );
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}

async function makeLong({ seconds, heightPx }: (typeof CASES)[number]): Promise<string> {
  const path = join(folder, `${seconds}-${heightPx}.mp4`);
  const loop = ['-stream_loop', '-1', '-i', CLIP, '-t', String(seconds)];
  const copy = ['-c', 'copy'];
  const scale = [
    '-vf',
    `scale=-2:${heightPx}`,
    '-c:v',
    'libx264',
    '-preset',
    'superfast',
    '-crf',
    '20',
    '-c:a',
    'copy',
  ];
  await ffmpeg(...loop, ...(heightPx === 1280 ? copy : scale), path);
  return path;
}

async function measure(path: string, firstPlayableAloneFromMs: number): Promise<Measured> {
  const transcoder = ffmpegTranscoder({ firstPlayableAloneFromMs });
  await transcoder.capabilities();
  const outputFolder = join(folder, 'output');
  await mkdir(outputFolder);
  const [startMs, startCpuS] = [performance.now(), cpuSeconds()];
  let firstMs = 0;
  const source = await transcoder.probe(path);
  await transcoder.transcode({
    ...{ sourcePath: path, source, outputFolder },
    onRendition: () => {
      firstMs ||= performance.now() - startMs;
    },
  });
  const measured = { firstMs, allMs: performance.now() - startMs, cpuS: cpuSeconds() - startCpuS };
  await rm(outputFolder, { recursive: true });
  return measured;
}

function medians(rounds: readonly Measured[]): Measured {
  return {
    firstMs: median(rounds.map((one) => one.firstMs)),
    allMs: median(rounds.map((one) => one.allMs)),
    cpuS: median(rounds.map((one) => one.cpuS)),
  };
}

function line({ firstMs, allMs, cpuS }: Measured): string {
  return `${(firstMs / 1000).toFixed(1)} s, ${(allMs / 1000).toFixed(1)} s, ${cpuS.toFixed(1)} s`.padEnd(
    28,
  );
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}
