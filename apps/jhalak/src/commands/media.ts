// `jhalak media check FILE…`: for whoever wants to know what would become of files before anybody uploads them. It needs no home
// and no database; the engine, its cage and its limits are those of uploads. What a cell's encoders do: media-queue.ts.

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { messageOf } from '@jhalak/kernel';
import { MediaError, type EncodedRendition, type Transcoder } from '@jhalak/ports';
import { CommandError, type Command } from '../command.ts';
import { clipLimits } from '../wiring/clip-limits.ts';
import { showQueue, tryAgain } from './media-queue.ts';

/** What would become of one file; one line of JSON. */
interface Judged {
  file: string;
  /** `failed`: the engine could not judge it; trying again may help. */
  outcome: 'published' | 'refused' | 'failed';
  /** Why not; null for what is published. */
  code: string | null;
  renditions: readonly EncodedRendition[];
  /** For people; absent for what is published. */
  sentence?: string;
}

export const media: Command = {
  name: 'media',
  usage: 'media check FILE… | queue | again UPLOAD',
  summary:
    'judge and encode files as uploads are, without a server: one line of JSON for each (exit 0 when each was judged, whatever the verdict; 1 when the engine failed at one); show what the encoders of this cell have before them; have one tried again that failed on our side',
  options: {
    'to=': 'keep what was made, in a folder for each file under this one',
    follow: 'show the queue every second, until Ctrl-C',
    json: 'the queue as one line of JSON',
  },
  async run(context) {
    const { words, options, settings, say } = context;
    const [action, ...files] = words;
    const [first] = files;
    if (action === 'queue') return await showQueue(context);
    if (action === 'again' && first !== undefined) return await tryAgain(context, first);
    if (action !== 'check' || first === undefined)
      throw new CommandError('Say media check FILE…, media queue, or media again UPLOAD.');
    const transcoder = ffmpegTranscoder({ limits: clipLimits(settings) });
    await refuseWithoutEngine(transcoder);
    const keep = options['to'] === undefined ? undefined : resolve(options['to']);
    let failed = false;
    for (const [place, file] of files.entries()) {
      const judged = await judgeInFolder(
        transcoder,
        file,
        keep && join(keep, folderName(place, file)),
      );
      failed ||= judged.outcome === 'failed';
      say(JSON.stringify(judged));
    }
    return failed ? 1 : 0;
  },
};

async function refuseWithoutEngine(transcoder: Transcoder): Promise<void> {
  const { ready, findings } = await transcoder.capabilities();
  if (ready) return;
  const missing = findings.find(({ state }) => state === 'missing');
  throw new CommandError(
    `Nothing can be encoded here: ${missing?.detail ?? 'the engine is missing'}. ${missing?.mend ?? ''}`.trim(),
  );
}

/** Two files of one name stay apart. */
const folderName = (place: number, file: string): string =>
  `${String(place + 1).padStart(3, '0')}-${basename(file)}`;

async function judgeInFolder(
  transcoder: Transcoder,
  file: string,
  keep: string | undefined,
): Promise<Judged> {
  const outputFolder = keep ?? (await mkdtemp(join(tmpdir(), 'jhalak-media-')));
  try {
    await mkdir(outputFolder, { recursive: true });
    return await judge(transcoder, file, outputFolder);
  } finally {
    if (keep === undefined) await rm(outputFolder, { recursive: true, force: true });
  }
}

async function judge(transcoder: Transcoder, file: string, outputFolder: string): Promise<Judged> {
  const sourcePath = resolve(file);
  try {
    const source = await transcoder.probe(sourcePath);
    const { renditions } = await transcoder.transcode({ sourcePath, source, outputFolder });
    return { file, outcome: 'published', code: null, renditions };
  } catch (error) {
    const known = error instanceof MediaError;
    const outcome = known && !error.retryable ? 'refused' : 'failed';
    const code = known ? error.code : 'internal';
    return { file, outcome, code, renditions: [], sentence: messageOf(error) };
  }
}
