// How far a step is, in a small file beside its evidence: for whoever asks meanwhile from another terminal.

import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { HowFar } from '../../backup/tell.ts';
import { dealFolder, writeDurably } from './evidence.ts';

/** A terminal that asks each second sees each line. */
const EVERY_MS = 500;

/** What a step said last. */
export interface Noted {
  pid: number;
  startedAtMs: number;
  atMs: number;
  /** Of a step that is carried out; absent for other work on packages. */
  step?: string;
  line: string;
  /** Where what it does is counted: how far it was at `atMs`. */
  far?: HowFar;
}

export class ProgressNote {
  readonly #file: string;
  readonly #startedAtMs = Date.now();
  #writing: Promise<void> = Promise.resolve();
  #toldMs = 0;
  #step: string | undefined;

  constructor(home: string, dealId: string) {
    this.#file = noteFile(home, dealId);
  }

  /** Another step, or another point of it. */
  at(step: string, point: string): void {
    this.#step = step;
    this.#write(point);
  }

  tell(line: string, far?: HowFar): void {
    if (Date.now() - this.#toldMs >= EVERY_MS) this.#write(line, far);
  }

  #write(line: string, far?: HowFar): void {
    const atMs = Date.now();
    this.#toldMs = atMs;
    const noted: Noted = {
      ...{ pid: process.pid, startedAtMs: this.#startedAtMs, atMs },
      ...(this.#step === undefined ? {} : { step: this.#step }),
      line: line.trim(),
      ...(far === undefined ? {} : { far }),
    };
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
