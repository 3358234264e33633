// Hands documents to a thread, one at a time, and takes the thread away from one that takes too long or too much.

import { Worker } from 'node:worker_threads';
import type { ArticleContent, Document, FeedContent, Unreadable } from './reading-types.ts';
import type { ReadingTask } from './reader-worker.ts';

/** Reads documents of strangers. */
export interface Reader {
  feed(document: Document): Promise<FeedContent | Unreadable>;
  article(document: Document): Promise<ArticleContent | Unreadable>;
  /** Ends the thread; what waits is unreadable. */
  close(): Promise<void>;
}

export interface ReaderLimits {
  /** For one document. */
  wallMs: number;
  memoryMegabytes: number;
}

const LIMITS: ReaderLimits = {
  // A feed of 5 MB takes 0.4 s, a page of 0.3 MB 0.2 s; a crowded machine ten times that.
  wallMs: 10_000,
  // A tree of 5 MB of markup takes 200 MB.
  memoryMegabytes: 384,
};

/** Documents that wait; each holds up to 5 MB. More are refused, and their jobs come again. */
const WAITING_MAX = 16;

/** @returns a reader; its thread starts with the first document. */
export function openReader(limits: Partial<ReaderLimits> = {}): Reader {
  const thread = new ReadingThread({ ...LIMITS, ...limits });
  return {
    feed: (document) => thread.read<FeedContent>('feed', document),
    article: (document) => thread.read<ArticleContent>('article', document),
    close: () => thread.close(),
  };
}

type Answer = { id: number; result: unknown };

class ReadingThread {
  readonly #limits: ReaderLimits;
  #worker: Worker | undefined;
  #nextId = 0;
  #waitingCount = 0;
  #last: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(limits: ReaderLimits) {
    this.#limits = limits;
  }

  async read<Content>(
    kind: ReadingTask['kind'],
    document: Document,
  ): Promise<Content | Unreadable> {
    if (this.#waitingCount >= WAITING_MAX) throw new Error('too many documents wait to be read');
    this.#waitingCount += 1;
    const turn = this.#last.then(() => this.#readNow(kind, document));
    this.#last = turn;
    try {
      // The thread answers each kind with its own content.
      return (await turn) as Content | Unreadable;
    } finally {
      this.#waitingCount -= 1;
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#stop();
    await this.#last;
  }

  async #readNow(kind: ReadingTask['kind'], document: Document): Promise<unknown> {
    if (this.#closed) return unreadable('The reader was closed.');
    const worker = (this.#worker ??= this.#start());
    const id = this.#nextId;
    this.#nextId += 1;
    const task: ReadingTask = { id, kind, document };
    const outcome = await this.#ask(worker, task);
    if (outcome.kind === 'answer') return outcome.result;
    await this.#stop();
    return unreadable(outcome.detail);
  }

  async #ask(
    worker: Worker,
    task: ReadingTask,
  ): Promise<{ kind: 'answer'; result: unknown } | { kind: 'lost'; detail: string }> {
    return await new Promise((resolve) => {
      const end = (
        outcome: { kind: 'answer'; result: unknown } | { kind: 'lost'; detail: string },
      ): void => {
        clearTimeout(timer);
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
        worker.unref();
        resolve(outcome);
      };
      const onMessage = (answer: Answer): void => {
        if (answer.id === task.id) end({ kind: 'answer', result: answer.result });
      };
      const onError = (): void =>
        end({ kind: 'lost', detail: 'The document could not be read: it broke the reader.' });
      const onExit = (): void =>
        end({ kind: 'lost', detail: 'The document could not be read: the reader ended.' });
      const tooLong = (): void =>
        end({ kind: 'lost', detail: 'The document takes too long to read.' });
      const timer = setTimeout(() => tooLong(), this.#limits.wallMs);
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      // Somebody waits: until then it keeps the program alive.
      worker.ref();
      worker.postMessage(task);
    });
  }

  #start(): Worker {
    const worker = new Worker(new URL('reader-worker.ts', import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: this.#limits.memoryMegabytes },
      // Nothing of ours reaches it.
      env: {},
    });
    // An error between two tasks only ends the thread.
    worker.unref();
    worker.on('error', () => this.#forget(worker));
    worker.on('exit', () => this.#forget(worker));
    return worker;
  }

  #forget(worker: Worker): void {
    if (this.#worker === worker) this.#worker = undefined;
  }

  async #stop(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }
}

function unreadable(detail: string): Unreadable {
  return { kind: 'unreadable', detail };
}
