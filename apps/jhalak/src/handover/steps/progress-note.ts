// How far a step is, in a small file beside its evidence: for whoever asks meanwhile from another terminal.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { dealFolder, writeDurably } from './evidence.ts';

/** A terminal that asks each second sees each line. */
const EVERY_MS = 500;

/** What a step said last. */
export interface Noted {
  pid: number;
  startedAtMs: number;
  atMs: number;
  line: string;
}

export class ProgressNote {
  readonly #file: string;
  readonly #startedAtMs = Date.now();
  #writing: Promise<void> = Promise.resolve();
  #toldMs = 0;

  constructor(home: string, dealId: string) {
    this.#file = noteFile(home, dealId);
  }

  tell(line: string): void {
    const atMs = Date.now();
    if (atMs - this.#toldMs < EVERY_MS) return;
    this.#toldMs = atMs;
    const noted: Noted = { pid: process.pid, startedAtMs: this.#startedAtMs, atMs, line };
    // It is for people who look: a disk that is full stops the step itself, not this.
    this.#writing = this.#writing
      .then(() => writeDurably(this.#file, JSON.stringify(noted)))
      .catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.#writing;
    await rm(this.#file, { force: true });
  }
}

/** @returns what a step that runs now said last; undefined where none runs. */
export async function readNote(home: string, dealId: string): Promise<Noted | undefined> {
  const text = await readFile(noteFile(home, dealId), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const noted = JSON.parse(text) as Noted;
  try {
    process.kill(noted.pid, 0);
    return noted;
  } catch {
    // It was left by a kill.
    return undefined;
  }
}

function noteFile(home: string, dealId: string): string {
  return join(dealFolder(home, dealId), 'progress.note');
}
