// The real engine, stopped by a test before it looks at a file and before it tells of each rendition.

import { readFileSync, readdirSync } from 'node:fs';
import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import type {
  MediaLimits,
  SourceVideo,
  Transcoded,
  Transcoder,
  TranscoderCapabilities,
  TranscodeRequest,
} from '@jhalak/ports';

/** How often it is looked for a process of the engine, and how often at most: half a minute. */
const LOOK_EVERY_MS = 4;
const LOOKS_MAX = 7_500;

export class GatedTranscoder implements Transcoder {
  /** In two passes however short a clip is: the test meets both. */
  readonly #engine = ffmpegTranscoder({ threads: 1, firstPlayableAloneFromMs: 0 });
  readonly limits: MediaLimits = this.#engine.limits;
  /** Awaited before a file is looked at. */
  beforeProbe: (() => Promise<void>) | undefined;
  /** Awaited before the smallest rendition is begun, and once it is told, before the larger ones are. */
  beforePass: ((nth: 'first' | 'second') => Promise<void>) | undefined;

  async probe(path: string, options?: { signal?: AbortSignal }): Promise<SourceVideo> {
    await this.beforeProbe?.();
    return await this.#engine.probe(path, options);
  }

  async transcode(request: TranscodeRequest): Promise<Transcoded> {
    await this.beforePass?.('first');
    let told = 0;
    return await this.#engine.transcode({
      ...request,
      onRendition: async (rendition, clip) => {
        await request.onRendition?.(rendition, clip);
        told += 1;
        if (told === 1) await this.beforePass?.('second');
      },
    });
  }

  async capabilities(): Promise<TranscoderCapabilities> {
    return await this.#engine.capabilities();
  }
}

/**
 * Kills the next process of the engine that this process starts, with SIGKILL, as the kernel does when memory ends.
 *
 * @param word one of its arguments: what it was started for.
 */
export async function killNextEngine(word: string): Promise<void> {
  for (let looks = 0; looks < LOOKS_MAX; looks += 1) {
    const engine = descendants(process.pid).find(
      ({ pid, name }) =>
        /^ff(?:mpeg|probe)$/.test(name) && read(`/proc/${pid}/cmdline`).split('\0').includes(word),
    );
    if (engine !== undefined) {
      process.kill(engine.pid, 'SIGKILL');
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  throw new Error('no process of the engine was seen');
}

interface Running {
  pid: number;
  name: string;
}

/** The cage and its own first process stand between us and the engine. */
function descendants(root: number): readonly Running[] {
  const parents = new Map<number, { parent: number; name: string }>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const stat = read(`/proc/${entry}/stat`);
    const [, name = '', parent] = /^\d+ \((.*)\) . (\d+)/s.exec(stat) ?? [];
    if (parent !== undefined) parents.set(Number(entry), { parent: Number(parent), name });
  }
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid)?.parent;
    return parent === root || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...parents].flatMap(([pid, { name }]) => (isOurs(pid) ? [{ pid, name }] : []));
}

/** Empty for a process that has just ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
