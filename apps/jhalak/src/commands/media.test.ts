import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { CommandError, type CommandContext } from '../command.ts';
import { loadSettings } from '../settings.ts';
import { media } from './media.ts';

const SHARED = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../../shared');
const CLIP = join(SHARED, 'media/dev/ph_hlg_1080p_short.mp4');
const folder = mkdtempSync(join(tmpdir(), 'jhalak-media-test-'));
after(() => rmSync(folder, { recursive: true, force: true }));

async function run(words: string[], options: Record<string, string> = {}) {
  const lines: string[] = [];
  const context: CommandContext = {
    ...loadSettings({}, {}),
    ...{ words, options },
    say: (line) => void lines.push(line),
  };
  const exit = await media.run(context);
  return { exit, judged: lines.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

test('files are judged as uploads are: one line each, and nothing stays that was not asked for', async (t) => {
  const { ready } = await ffmpegTranscoder().capabilities();
  if (!ready) return t.skip('NOT RUN: ffmpeg is not installed');
  if (!existsSync(CLIP)) return t.skip('NOT RUN: no media in JHALAK_SHARED');
  const words = join(folder, 'words.mp4');
  writeFileSync(words, 'these are words');
  const gone = join(folder, 'gone.mp4');
  const to = join(folder, 'made');
  const { exit, judged } = await run(['check', CLIP, words, gone, words], { to });
  assert.deepEqual(
    judged.map(({ file, outcome, code }) => [file, outcome, code]),
    [
      [CLIP, 'published', null],
      [words, 'refused', 'media.not_video'],
      [gone, 'failed', judged[2]?.['code']],
      [words, 'refused', 'media.not_video'],
    ],
  );
  assert.equal(exit, 1, 'one could not be judged');
  const [clip, refused] = judged;
  const renditions = clip?.['renditions'] as { file: string; widthPx: number; bytes: number }[];
  assert.deepEqual(
    renditions.map(({ file, widthPx }) => [file, widthPx]),
    [
      ['360.mp4', 640],
      ['540.mp4', 960],
      ['720.mp4', 1280],
      ['1080.mp4', 1920],
    ],
  );
  assert.deepEqual(refused?.['renditions'], []);
  assert.match(String(refused?.['sentence']), /^[A-Z].*\.$/);
  assert.ok(readdirSync(join(to, `001-${'ph_hlg_1080p_short.mp4'}`)).includes('1080.mp4'));
  assert.deepEqual(readdirSync(join(to, '002-words.mp4')), []);
  assert.equal((await run(['check', words])).exit, 0);
});

test('without a file it says what to say', async () => {
  for (const words of [[], ['check'], ['judge', 'a.mp4']])
    await assert.rejects(run(words), (thrown) => thrown instanceof CommandError);
});
