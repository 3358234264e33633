// What a long journey has come to, in its own folder: the next process goes on behind the last stage that ended.

import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Notes of a journey; each stage leaves what the next ones need, and what was measured. */
export class JourneyNotes<Stages extends Record<string, unknown>> {
  readonly #file: string;
  readonly #done: Partial<Stages>;
  readonly #tookMs: Record<string, number>;

  private constructor(file: string, done: Partial<Stages>, tookMs: Record<string, number>) {
    this.#file = file;
    this.#done = done;
    this.#tookMs = tookMs;
  }

  /** @param given of what journey; another one's folder is refused. @throws Error for a journey that cannot go on. */
  static async open<Stages extends Record<string, unknown>>(
    folder: string,
    given: object,
  ): Promise<JourneyNotes<Stages>> {
    await mkdir(folder, { recursive: true, mode: 0o711 });
    const file = join(folder, 'journey.json');
    if (!existsSync(file)) await writeFile(file, JSON.stringify({ given, done: {}, tookMs: {} }));
    const kept = JSON.parse(await readFile(file, 'utf8')) as {
      given: object;
      done: Partial<Stages>;
      tookMs: Record<string, number>;
      begun?: string;
    };
    if (JSON.stringify(kept.given) !== JSON.stringify(given))
      throw new Error(`${folder} holds another journey: ${JSON.stringify(kept.given)}`);
    if (kept.begun !== undefined)
      throw new Error(
        `the journey in ${folder} was ended within "${kept.begun}": begin in a new one`,
      );
    return new JourneyNotes<Stages>(file, kept.done, kept.tookMs);
  }

  get tookMs(): Readonly<Record<string, number>> {
    return this.#tookMs;
  }

  /** @returns what a stage left. @throws Error before its end. */
  of<Name extends keyof Stages & string>(stage: Name): Stages[Name] {
    const found = this.#done[stage];
    if (found === undefined) throw new Error(`the journey has not come to ${stage}`);
    return found;
  }

  isDone(stage: keyof Stages & string): boolean {
    return this.#done[stage] !== undefined;
  }

  /** Does a stage. @param goesOn whether it may be begun a second time. */
  async through<Name extends keyof Stages & string>(
    stage: Name,
    goesOn: boolean,
    work: () => Promise<Stages[Name]>,
  ): Promise<void> {
    if (this.isDone(stage)) return;
    if (!goesOn) await this.#write(stage);
    const startedMs = performance.now();
    this.#done[stage] = await work();
    this.#tookMs[stage] = Math.round(performance.now() - startedMs);
    await this.#write();
  }

  async #write(begun?: string): Promise<void> {
    const { given } = JSON.parse(await readFile(this.#file, 'utf8')) as { given: object };
    const text = JSON.stringify({ given, done: this.#done, tookMs: this.#tookMs, begun }, null, 1);
    await writeFile(this.#file, text);
  }
}
