// What people do while the cell takes no changes is kept, and sent once it takes them again: in order, the newest word about
// a thing alone, and what can be repeated without harm also over a reload.

import type { Reply } from './client.ts';

/** More than anybody does in a minute or two. */
const KEPT_MAX = 50;
/** A freeze ends within a minute or so; asking each few seconds, not all at the same moment, is soon enough. */
const AGAIN_MS = 3_000;
const APART_MS = 3_000;
const STORE_KEY = 'jhalak.held';

export interface HeldRequest {
  method: string;
  path: string;
  body?: unknown;
}

interface Kept extends HeldRequest {
  settle: ((reply: Reply<unknown>) => void) | undefined;
}

export interface HeldParts {
  /** Sends a request once. Never throws. */
  send(request: HeldRequest): Promise<Reply<unknown>>;
  storage: Storage | undefined;
  /** Called when there begins or ends to be something to wait for. */
  onHeld(waiting: boolean): void;
  /** Resolves after so long. */
  wait(ms: number): Promise<void>;
}

/** @returns whether the cell takes no changes just now. */
function isFrozen(reply: Reply<unknown>): boolean {
  return reply.kind === 'problem' && reply.code === 'cell.frozen';
}

export class HeldRequests {
  readonly #parts: HeldParts;
  #kept: Kept[] = [];
  #running = false;

  constructor(parts: HeldParts) {
    this.#parts = parts;
  }

  /** Sends what an earlier page kept. */
  start(): void {
    this.#kept = [...this.#load().map((one) => ({ ...one, settle: undefined })), ...this.#kept];
    if (this.#kept.length > 0) void this.#run();
  }

  /** @returns whether something about the same thing waits: what follows must not overtake it. */
  waitsFor(path: string): boolean {
    return this.#kept.some((one) => one.path === path);
  }

  /** @returns what the cell answers in the end; undefined when too much waits already. */
  keep(request: HeldRequest): Promise<Reply<unknown>> | undefined {
    if (this.#kept.length >= KEPT_MAX) return undefined;
    const reply = new Promise<Reply<unknown>>((settle) => {
      const other = isRepeatable(request) ? this.#kept.findIndex((one) => says(one, request)) : -1;
      // Liked and unliked again: the last word is all that is sent, and who waited for the first is content.
      const [old] = other < 0 ? [] : this.#kept.splice(other, 1);
      const both = (answer: Reply<unknown>): void => {
        old?.settle?.(answer);
        settle(answer);
      };
      this.#kept.push({ ...request, settle: both });
    });
    this.#save();
    void this.#run();
    return reply;
  }

  /** Forgets all of it: another person may use this device next. Who waits hears that there is no reply. */
  clear(): void {
    const gone = this.#kept;
    this.#kept = [];
    this.#save();
    for (const { settle } of gone) settle?.({ kind: 'offline' });
  }

  async #run(): Promise<void> {
    if (this.#running) return;
    this.#running = true;
    this.#parts.onHeld(true);
    for (let [first] = this.#kept; first !== undefined; [first] = this.#kept) {
      await this.#parts.wait(AGAIN_MS + Math.random() * APART_MS);
      // Something newer may have taken its place meanwhile.
      [first] = this.#kept;
      if (first === undefined) break;
      const { settle, ...request } = first;
      const reply = await this.#parts.send(request);
      if (isFrozen(reply) || reply.kind === 'offline') continue;
      this.#kept = this.#kept.filter((one) => one !== first);
      this.#save();
      settle?.(reply);
    }
    this.#running = false;
    this.#parts.onHeld(false);
  }

  #save(): void {
    const lasting = this.#kept
      .filter(isRepeatable)
      .map(({ method, path, body }) => ({ method, path, body }));
    try {
      if (lasting.length === 0) this.#parts.storage?.removeItem(STORE_KEY);
      else this.#parts.storage?.setItem(STORE_KEY, JSON.stringify(lasting));
    } catch {
      // Where nothing can be stored it waits as long as the page lives.
    }
  }

  #load(): HeldRequest[] {
    try {
      const value: unknown = JSON.parse(this.#parts.storage?.getItem(STORE_KEY) ?? '[]');
      return Array.isArray(value) ? (value as HeldRequest[]).slice(0, KEPT_MAX) : [];
    } catch {
      return [];
    }
  }
}

/** Sent twice, these say the same as once. */
function isRepeatable({ method }: HeldRequest): boolean {
  return method === 'PUT' || method === 'DELETE';
}

function says(one: HeldRequest, request: HeldRequest): boolean {
  return one.path === request.path && isRepeatable(one);
}
