// Fills an empty home with the sample world: papers with their feeds, people, clips made on this machine, follows. Every
// clip goes the way of any upload. Safe to stop and start again at any point: people are found by handle, clips by a fixed id.

import { createHash } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, uuidFromBytes, type Logger } from '@jhalak/kernel';
import { renderSampleClip, sampleWorld, type SampleClip } from '@jhalak/samples';
import { fillPress } from './sample-press.ts';
import type { SampleProgress } from './http/health.ts';
import type { Cell } from './wiring/cell.ts';

export interface SampleFiller {
  progress(): SampleProgress;
  /** Resolves when all clips are handed over, or the signal is aborted. */
  run(signal: AbortSignal): Promise<void>;
}

export interface SampleOptions {
  cell: Cell;
  logger: Logger;
  workFolder: string;
  /** Where sample hosts' files lie. */
  sitesFolder: string;
  /** Whether papers that were removed once come back. */
  again: boolean;
  /** Only so many clips, and no papers: for a short story. Default: the whole world. */
  clipsMax?: number;
  /** Told after each clip that was handed over. */
  onClip?: (progress: SampleProgress) => void;
}

export function sampleFiller(options: SampleOptions): SampleFiller {
  const all = sampleWorld();
  const world = { ...all, clips: all.clips.slice(0, options.clipsMax) };
  const progress = { total: world.clips.length, ready: 0 };
  return {
    progress: () => ({ ...progress }),
    async run(signal) {
      await options.cell.cards.approveSamples();
      if (options.clipsMax === undefined) await addPress(options, signal);
      const people = await makePeople(options.cell, world);
      const missing = await missingClips(options.cell, world.clips, people);
      progress.ready = world.clips.length - missing.length;
      if (missing.length === 0) return;
      await mkdir(options.workFolder, { recursive: true, mode: 0o700 });
      for (const { clip, personId } of missing) {
        if (signal.aborted) return;
        await addClip(options, clip, personId, signal);
        progress.ready += 1;
        options.onClip?.({ ...progress });
      }
      await rm(options.workFolder, { recursive: true, force: true });
    },
  };
}

/** First, because it is quick: stories can be read while clips are still being painted. */
async function addPress(options: SampleOptions, signal: AbortSignal): Promise<void> {
  try {
    await fillPress(options, signal);
  } catch (error) {
    if (!signal.aborted) {
      options.logger.warn({ error: messageOf(error) }, 'the sample press was left out');
    }
  }
}

async function makePeople(
  cell: Cell,
  world: ReturnType<typeof sampleWorld>,
): Promise<Map<string, string>> {
  const people = new Map<string, string>();
  for (const creator of world.creators) {
    const known = await cell.accounts.personByHandle(creator.handle);
    // Somebody real who took the name keeps it; the sample creator is then left out.
    if (known !== undefined && !known.sample) continue;
    const personId =
      known?.personId ??
      (await cell.accounts.createPerson({
        handle: creator.handle,
        displayName: creator.displayName,
        bio: creator.bio,
        languages: creator.languages,
        genres: creator.genres,
        ageBand: '18plus',
        sample: true,
      }));
    people.set(creator.handle, personId);
  }
  for (const [from, to] of world.follows) {
    const [fromId, toId] = [people.get(from), people.get(to)];
    if (fromId !== undefined && toId !== undefined) await cell.social.follow(fromId, toId);
  }
  return people;
}

// A second start asks 64 small questions and is silent.
async function missingClips(
  cell: Cell,
  clips: readonly SampleClip[],
  people: ReadonlyMap<string, string>,
): Promise<{ clip: SampleClip; personId: string }[]> {
  const missing: { clip: SampleClip; personId: string }[] = [];
  for (const clip of clips) {
    const personId = people.get(clip.creatorHandle);
    if (personId === undefined) continue;
    if (!(await cell.media.hasUpload(personId, sampleUploadId(clip.id))))
      missing.push({ clip, personId });
  }
  return missing;
}

async function addClip(
  options: SampleOptions,
  clip: SampleClip,
  personId: string,
  signal: AbortSignal,
): Promise<void> {
  const uploadId = sampleUploadId(clip.id);
  const file = join(options.workFolder, `${clip.id}.mp4`);
  try {
    await renderSampleClip(clip, {
      ffmpegPath: 'ffmpeg',
      outputFile: file,
      workFolder: options.workFolder,
      signal,
    });
    await options.cell.media.ingestFile(file, {
      uploadId,
      personId,
      caption: clip.caption,
      language: clip.language,
      genre: clip.genre,
      tags: [...clip.tags],
      sample: true,
    });
  } catch (error) {
    if (!signal.aborted)
      options.logger.warn({ clip: clip.id, error: messageOf(error) }, 'a sample clip was left out');
  } finally {
    await rm(file, { force: true });
  }
}

// The same clip always gets the same id, so that a second run finds the first one's upload. In the form of a UUIDv7 of
// the year 2000: older than anything that people upload.
function sampleUploadId(clipId: string): string {
  const bytes = createHash('sha256').update(`jhalak sample ${clipId}`).digest().subarray(0, 16);
  bytes.writeUIntBE(946_684_800_000, 0, 6);
  bytes[6] = 0x70 | ((bytes[6] ?? 0) & 0x0f);
  bytes[8] = 0x80 | ((bytes[8] ?? 0) & 0x3f);
  return uuidFromBytes(bytes);
}
