// `npm run proof -- media-corpus [FILE…]`: every file of the shared media becomes a clip that Chromium shows as it was filmed, or is
// refused with the code that it must be. Length, size and turn as Chromium tells them, its first frame beside the source's, the
// sound against the picture by what is seen and heard. The table of all
// of them is kept in docs/measurements/media-corpus.md; of some only lines are told.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { MediaError } from '@jhalak/ports';
import type { Page } from 'playwright-core';
import { openBrowser, SHARED_MEDIA, whyNotHere } from '../browser/browser.fixture.ts';
import { firstFrame } from '../browser/first-frame.fixture.ts';
import { firstPicture, likeness, syncOf } from '../browser/media-sync.fixture.ts';

/** A frame of 15 a second, and the packet of sound that runs over the end. */
const LENGTH_TOLERANCE_MS = 110;
/** What nobody notices. */
const SYNC_MAX_MS = 40;
/** Correlation of the first frames in grey; tone mapping bends it a little, another turn or another frame much. */
const LIKENESS_MIN = 0.9;

interface Row {
  file: string;
  /** `published`, or the code. */
  outcome: string;
  sizes: string;
  length: string;
  first: string;
  sync: string;
  wrong: string;
}

interface Published {
  /** `WxH` of each rendition, ascending. */
  sizes: string;
  sound: boolean;
  ms: number;
}
type Expected = Published | { refused: string };

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const EXPECTED = JSON.parse(
  readFileSync(`${ROOT}adapters/ffmpeg/cases/corpus.json`, 'utf8'),
) as Readonly<Record<string, Expected>>;

const wanted = process.argv.slice(2);
const missing = whyNotHere();
if (missing !== undefined) throw new Error(missing);
const folder = mkdtempSync(join(tmpdir(), 'jhalak-corpus-'));
const transcoder = ffmpegTranscoder();
const browser = await openBrowser();
const rows: Row[] = [];
try {
  const page = await browser.newPage();
  for (const [file, expected] of Object.entries(EXPECTED)) {
    if (wanted.length > 0 && !wanted.includes(file)) continue;
    const row = await rowOf(page, file, expected);
    rows.push(row);
    process.stderr.write(`${lineOf(row)}\n`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
const wrong = rows.filter((row) => row.wrong !== '');
const published = rows.filter(({ outcome }) => outcome === 'published');
const told = published.map(({ sync }) => Number(sync)).filter((ms) => !Number.isNaN(ms));
const syncMaxMs = Math.max(...told.map(Math.abs));
if (wanted.length === 0) await writePage();
const counts = { files: rows.length, published: published.length, wrong: wrong.length };
process.stdout.write(
  `${JSON.stringify({ proof: 'media-corpus', ...counts, syncTold: told.length, syncMaxMs })}\n`,
);
process.exitCode = wrong.length === 0 ? 0 : 1;

async function rowOf(page: Page, file: string, expected: Expected): Promise<Row> {
  const sourcePath = join(SHARED_MEDIA, file);
  const outputFolder = join(folder, String(rows.length));
  mkdirSync(outputFolder);
  const row: Row = { file, outcome: '', sizes: '', length: '', first: '', sync: '', wrong: '' };
  try {
    const source = await transcoder.probe(sourcePath);
    const made = await transcoder.transcode({ sourcePath, source, outputFolder });
    const best = made.renditions.at(-1)?.file ?? '';
    const seen = await looked(page, sourcePath, join(outputFolder, best));
    const sizes = made.renditions.map(({ widthPx, heightPx }) => `${widthPx}x${heightPx}`);
    return { ...row, ...judged({ ...seen, sizes: sizes.join(' ') }, expected) };
  } catch (error) {
    const outcome = error instanceof MediaError ? error.code : String(error);
    return {
      ...row,
      outcome,
      wrong: outcome === wordOf(expected) ? '' : `it should be ${wordOf(expected)}`,
    };
  } finally {
    rmSync(outputFolder, { recursive: true });
  }
}

interface Looked {
  shown: string;
  durationMs: number;
  like: number;
  sync: Awaited<ReturnType<typeof syncOf>>;
}

async function looked(page: Page, source: string, made: string): Promise<Looked> {
  const shown = await firstFrame(page, made);
  const like = likeness(await firstPicture(source), Float32Array.from(shown.picture));
  const sync = await syncOf(source, made);
  return {
    shown: `${shown.widthPx}x${shown.heightPx}`,
    durationMs: shown.durationMs,
    like,
    sync,
  };
}

function judged(
  { sizes, shown, durationMs, like, sync }: Looked & { sizes: string },
  expected: Expected,
): Omit<Row, 'file'> {
  const wrongs: string[] = [];
  if ('refused' in expected) wrongs.push(`it should be refused: ${expected.refused}`);
  else {
    if (sizes !== expected.sizes) wrongs.push(`it should be ${expected.sizes}`);
    if (Math.abs(durationMs - expected.ms) > LENGTH_TOLERANCE_MS)
      wrongs.push(`it should last ${expected.ms} ms`);
    if ((sync === 'no sound') === expected.sound) wrongs.push('sound');
  }
  if (shown !== sizes.split(' ').at(-1)) wrongs.push(`Chromium shows ${shown}`);
  if (like < LIKENESS_MIN) wrongs.push('another first frame');
  if (typeof sync === 'number' && Math.abs(sync) > SYNC_MAX_MS) wrongs.push('out of sync');
  return {
    outcome: 'published',
    sizes,
    length: `${Math.round(durationMs)} ms`,
    first: like.toFixed(3),
    sync: typeof sync === 'number' ? sync.toFixed(1) : sync,
    wrong: wrongs.join('; '),
  };
}

function wordOf(expected: Expected): string {
  return 'refused' in expected ? expected.refused : `published in ${expected.sizes}`;
}

function lineOf(row: Row): string {
  const cells = [row.file, row.outcome, row.sizes, row.length, row.first, row.sync, row.wrong];
  return `| ${cells.join(' | ')} |`;
}

async function writePage(): Promise<void> {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim();
  const { version, sandbox } = await transcoder.capabilities();
  writeFileSync(
    `${ROOT}docs/measurements/media-corpus.md`,
    `# Every file of the shared media

\`npm run proof -- media-corpus\` at ${commit}, ${new Date().toISOString().slice(0, 10)}: ffmpeg ${version}, sandbox ${sandbox.kind}, Node ${process.version}, ${cpus().length} cores. Each file goes through the engine of uploads and is held against what must become of it (\`adapters/ffmpeg/cases/corpus.json\`): ${rows.length} files, ${published.length} published, ${rows.length - published.length} refused, ${wrong.length} otherwise than they must be.

- **length** and the shown size are Chromium's of the largest rendition; a length may differ by ${LENGTH_TOLERANCE_MS} ms. All are stored upright, so the size also tells the turn.
- **first frame**: likeness (correlation of 16 x 16 in grey) of what Chromium shows before anybody presses play, and the first picture that ffmpeg decodes of the source, turned as it says; at least ${LIKENESS_MIN}. A turned or mirrored picture, or another frame, is less like it.
- **sync**: by how many ms the sound stands later against the picture than in the source, found by moving decoded pictures (in steps of 10 ms) and sound (0.5 ms) of both over each other; at most ${SYNC_MAX_MS}. Told of ${told.length} clips, the largest ${syncMaxMs.toFixed(1)} ms. \`still picture\` and \`silence\`: nothing moves, or nothing like the source is heard, so there is nothing to measure.

| file | outcome | sizes | length | first frame | sync, ms | wrong |
|---|---|---|---|---|---|---|
${rows.map(lineOf).join('\n')}
`,
  );
}
