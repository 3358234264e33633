// The register beside the keys: a file in which every change of an order is written, sealed, outside of the database. A cell
// whose database was restored from an older backup finds there what it must not show.

import { open, readFile, mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { messageOf, type Logger } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import type { FullOrder, OrderStore } from './store.ts';
import type { KnownOrder } from './told-orders.ts';
import type { StoredOrder } from './types.ts';
import type { WordsSeal } from './words-seal.ts';

const PLACE = 'orders.register';
const OWNER_ONLY = 0o600;
/** Orders read from the database at once. */
const PAGE = 500;

/** One line, opened. */
interface Line {
  order: StoredOrder;
  words: FullOrder['words'];
  saltHex: string;
  commitment: string;
  contentDigest: string;
}

export interface RegisterDeps {
  /** The file; made when missing, open to its owner only. */
  file: string;
  seal: WordsSeal;
  logger: Logger;
}

export class OrderRegister {
  readonly #deps: RegisterDeps;
  #writing: Promise<void> = Promise.resolve();

  constructor(deps: RegisterDeps) {
    this.#deps = deps;
  }

  /** Adds a line, durably, behind those that are being written. Failures are logged: the next start writes it again. */
  note(full: FullOrder): void {
    this.#writing = this.#writing
      .then(() => this.#append([full]))
      .catch((error: unknown) => {
        this.#deps.logger.error(
          { orderId: full.order.orderId, error: messageOf(error) },
          'the register of orders could not be written; keep no backup of this moment alone',
        );
      });
  }

  /** Resolves once everything noted so far is on the disk. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  /**
   * Brings rows and register to agree: what the register knows better is reinstated, what it lacks is written to it.
   *
   * @returns the orders that were reinstated. @throws Error when the file cannot be read or was changed: then nobody can
   * say what must stay dark.
   */
  async reconcile(database: Database, store: OrderStore): Promise<string[]> {
    const known = await this.#read();
    const reinstated: string[] = [];
    for (const [orderId, line] of known) {
      const done = await database.transaction(async (tx) => {
        const before = await store.lock(tx, orderId);
        if (before !== undefined && before.order.seq >= line.order.seq) return false;
        await store.reinstate(tx, fullOf(line), before);
        return true;
      });
      if (done) reinstated.push(orderId);
    }
    const missing: FullOrder[] = [];
    for (let before: string | undefined; ;) {
      const phases = ['entered', 'in_force', 'stayed', 'ended'] as const;
      const page = await store.page(database, { phases, before, limit: PAGE });
      for (const full of page) {
        const line = known.get(full.order.orderId);
        if (line === undefined || line.order.seq < full.order.seq) missing.push(full);
      }
      before = page.at(-1)?.order.orderId;
      if (page.length < PAGE) break;
    }
    await this.#append(missing);
    return reinstated;
  }

  /** @returns what the file knows of each order, by commitment. @throws as `reconcile`. */
  async known(): Promise<Map<string, KnownOrder>> {
    await this.settled();
    const lines = [...(await this.#read()).values()];
    return new Map(
      lines.map(({ commitment, order: { seq, phase } }) => [commitment, { seq, phase }]),
    );
  }

  async #read(): Promise<Map<string, Line>> {
    const text = await readFile(this.#deps.file, 'utf8').catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
      throw error;
    });
    const newest = new Map<string, Line>();
    const lines = text.split('\n');
    // A line without its end was being written when the machine died: its change is in the database.
    lines.pop();
    for (const sealed of lines) {
      const line = this.#open(sealed);
      const before = newest.get(line.order.orderId);
      if (before === undefined || before.order.seq < line.order.seq)
        newest.set(line.order.orderId, line);
    }
    return newest;
  }

  #open(sealed: string): Line {
    try {
      return this.#deps.seal.open<Line>(PLACE, Buffer.from(sealed, 'base64'));
    } catch (cause) {
      throw new Error(
        `The register of orders (${this.#deps.file}) was changed, or is of another cell: nobody can say what must stay dark. Bring back the newest copy of it.`,
        { cause },
      );
    }
  }

  async #append(orders: readonly FullOrder[]): Promise<void> {
    if (orders.length === 0) return;
    await mkdir(dirname(this.#deps.file), { recursive: true, mode: 0o700 });
    const file = await open(this.#deps.file, 'a', OWNER_ONLY);
    try {
      for (const { order, words, salt, commitment, contentDigest } of orders) {
        const line: Line = {
          order,
          words,
          saltHex: salt.toString('hex'),
          commitment,
          contentDigest,
        };
        await file.write(`${this.#deps.seal.seal(PLACE, line).toString('base64')}\n`);
      }
      await file.sync();
    } finally {
      await file.close();
    }
  }
}

function fullOf({ saltHex, ...line }: Line): FullOrder {
  // A receipt of the lost history proves nothing any more: it is carried out and proved again.
  return {
    ...line,
    order: { ...line.order, executedAtMs: null },
    salt: Buffer.from(saltHex, 'hex'),
  };
}
