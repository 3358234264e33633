// The engine on this machine: which programs, which cage, and one way to run them.

import { realpath } from 'node:fs/promises';
import { MediaError } from '@jhalak/ports';
import {
  FEATURE_LIST_BYTES_MAX,
  FEATURE_QUESTIONS,
  FEATURE_WALL_MS,
  readFeatures,
  type EngineFeatures,
} from './engine-features.ts';
import { findProgram } from './find-program.ts';
import { runProcess, type Ran, type RunOptions } from './run-process.ts';
import { cagedCommand, ENGINE_ENVIRONMENT, findSandbox, inputPath } from './sandbox.ts';
import type { CagedCommand, Sandbox } from './sandbox.ts';
import type { FfmpegSettings } from './settings.ts';

/** What was found. `undefined` programs are missing. */
export interface FoundEngine {
  ffmpegPath: string | undefined;
  ffprobePath: string | undefined;
  sandbox: Sandbox;
}

/** One run of one of the two programs. Arguments are made late because names differ inside the cage. */
export interface EngineRun extends Omit<CagedCommand, 'program' | 'args' | 'cpuSeconds'> {
  args: (inputPath: (name: string, path: string) => string) => readonly string[];
  wallMs: number;
  stdoutBytesMax: number;
  onLine?: NonNullable<RunOptions['onLine']>;
  signal?: AbortSignal | undefined;
}

export class Engine {
  readonly #settings: FfmpegSettings;
  #found: Promise<FoundEngine> | undefined;
  #features: Promise<EngineFeatures> | undefined;

  constructor(settings: FfmpegSettings) {
    this.#settings = settings;
  }

  /** Finds programs and cage once. Where a program is missing it looks again next time: it may have been installed. */
  async find(): Promise<FoundEngine> {
    this.#found ??= findEngine(this.#settings);
    const found = await this.#found;
    if (!found.ffmpegPath || !found.ffprobePath) this.#found = undefined;
    return found;
  }

  /**
   * Asks the engine what it can do, once.
   *
   * @throws MediaError `media.engine_missing`. Cost: five short processes, 0.5 CPU seconds, the first time.
   */
  async features(): Promise<EngineFeatures> {
    this.#features ??= this.#readFeatures();
    try {
      return await this.#features;
    } catch (thrown) {
      // It may be installed by the next time.
      this.#features = undefined;
      throw thrown;
    }
  }

  async #readFeatures(): Promise<EngineFeatures> {
    const answers = await Promise.all(
      FEATURE_QUESTIONS.map((question) =>
        this.run('ffmpeg', {
          readable: {},
          args: () => ['-hide_banner', question],
          wallMs: FEATURE_WALL_MS,
          stdoutBytesMax: FEATURE_LIST_BYTES_MAX,
        }),
      ),
    );
    const failed = answers.find((ran) => ran.ending !== 'exit' || ran.exitCode !== 0);
    if (failed) throw new MediaError('media.engine_missing', { cause: failed.stderr });
    return readFeatures(answers);
  }

  /** @throws MediaError `media.engine_missing`. How it ended is the caller's to judge. */
  async run(which: 'ffmpeg' | 'ffprobe', run: EngineRun): Promise<Ran> {
    const found = await this.find();
    const program = which === 'ffmpeg' ? found.ffmpegPath : found.ffprobePath;
    if (!program) throw new MediaError('media.engine_missing', { cause: `${which} is missing` });
    if (this.#settings.sandbox === 'require' && found.sandbox.kind === 'none') {
      throw new MediaError('media.engine_missing', { cause: found.sandbox.reason });
    }
    const command = cagedCommand(found.sandbox, this.#settings, {
      program,
      args: run.args((name, path) => inputPath(found.sandbox, name, path)),
      readable: run.readable,
      ...(run.writableFolder ? { writableFolder: run.writableFolder } : {}),
      // All threads busy for the whole allowed time: the wall clock is the sharper limit, this one holds without us.
      cpuSeconds: Math.ceil((run.wallMs / 1000) * (this.#settings.threads + 1)),
    });
    return await runProcess({
      ...run,
      command,
      environment: ENGINE_ENVIRONMENT,
      ...(run.writableFolder ? { workingFolder: run.writableFolder } : {}),
    });
  }
}

async function findEngine(settings: FfmpegSettings): Promise<FoundEngine> {
  const [ffmpegPath, ffprobePath] = await Promise.all(
    [settings.ffmpegPath, settings.ffprobePath].map(async (name) => {
      const path = await findProgram(name);
      return path === undefined ? undefined : await realpath(path);
    }),
  );
  const trial = ffprobePath ?? ffmpegPath;
  const sandbox: Sandbox = trial
    ? await findSandbox(settings, trial)
    : { kind: 'none', reason: 'there is no engine to cage', disableUserNamespaces: false };
  return { ffmpegPath, ffprobePath, sandbox };
}
