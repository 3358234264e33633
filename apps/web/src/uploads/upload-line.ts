// The line to the server about uploads under way: a stream of events while one is worked on and the page is looked at. Where no
// stream can be had, whoever asks is told to ask now and then instead.

import type { Upload } from '@jhalak/contracts/videos';

const STREAM = '/v1/uploads/stream';
/** After a stream that was refused, the next is tried after this time. */
const AGAIN_AFTER_MS = 30_000;

export class UploadLine {
  readonly #hear: (upload: Upload) => void;
  #source: EventSource | undefined;
  #refusedAtMs = -Infinity;

  constructor(hear: (upload: Upload) => void) {
    this.#hear = hear;
  }

  /** Listens, or goes on listening. @returns whether news comes by itself; else ask. */
  listen(): boolean {
    if (this.#source !== undefined) return this.#source.readyState === EventSource.OPEN;
    if (performance.now() - this.#refusedAtMs < AGAIN_AFTER_MS) return false;
    const source = new EventSource(STREAM);
    this.#source = source;
    source.addEventListener('upload', (event) => this.#hear(JSON.parse(event.data) as Upload));
    source.addEventListener('end', (event) => {
      // Otherwise the browser comes back by itself.
      if (event.data.includes('signed_out')) this.#refused();
      else if (event.data.includes('done')) this.close();
    });
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) this.#refused();
    };
    return false;
  }

  #refused(): void {
    this.close();
    this.#refusedAtMs = performance.now();
  }

  /** Nothing is under way, or nobody looks. */
  close(): void {
    this.#source?.close();
    this.#source = undefined;
  }
}
