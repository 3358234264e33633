// One question asked of the index, within bounds: so many words, so many candidates, so much of the database's time.

import { problem, type Caller } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Database, Queries } from '@jhalak/ports';
import type { ItemTable, Taste } from '@jhalak/taste';
import type { DocumentKind } from '../keeping/documents.ts';
import { apart } from './apart.ts';
import { candidatesOf, type Candidate } from './candidates.ts';
import { leaningsFrom, leaningsOf } from './leanings.ts';
import { meaningsOf } from './meanings.ts';
import type { Question } from './question.ts';
import { rankCandidates, type Ranked } from './rank.ts';

/** Questions take some milliseconds; one that takes so long asks for half of the index. */
const STATEMENT_MS = 1_500;
/** All statements of a question: after it no other one is begun, so that it holds a connection for twice that at most. */
const QUESTION_MS = 1_500;
/** Questions that read at once: others need the process's dozen connections too. */
const AT_ONCE_MAX = 4;
/** That wait for their turn: some seconds' worth of ordinary ones. */
const WAITING_MAX = 200;
/** Trigrams that sounds share, of all that they have: one wrong letter of six leaves a quarter. */
const ALIKE_FROM = 0.24;
/** `query_canceled` of PostgreSQL. */
const CANCELED = '57014';
/** Full watches of late, and clips of a tag, that make a thing half as popular as it can be. */
const WATCHES_HALF = 50;
const CLIPS_HALF = 20;

const BOUND = {
  name: 'search.bound',
  text: `SELECT set_config('statement_timeout', $1, true), set_config('pg_trgm.similarity_threshold', $2, true)`,
};

/** When, and by which leanings, results are ordered. */
export interface Order {
  asOfMs: number;
  digits: string;
}

export interface FinderDeps {
  database: Database;
  clock: Clock;
  taste: Pick<Taste, 'viewer'> & {
    items(): Pick<ItemTable, 'indexOf' | 'popularity' | 'worth'>;
  };
}

export class Finder {
  readonly #deps: FinderDeps;
  #reading = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(deps: FinderDeps) {
    this.#deps = deps;
  }

  /** @returns the order of a first page. */
  async orderFor(caller: Caller | undefined): Promise<Order> {
    const { taste, clock } = this.#deps;
    return { asOfMs: clock.nowMs(), digits: (await leaningsOf(taste, caller)).digits };
  }

  /**
   * @returns for each kind what may answer, best first, at most FOUND_MAX.
   * @throws `search.too_broad` when it takes too long. Cost: some milliseconds of the database.
   */
  async find(
    question: Question,
    kinds: readonly DocumentKind[],
    order: Order,
  ): Promise<Map<DocumentKind, Ranked[]>> {
    return await this.bounded(async (queries) => {
      const meanings = await meaningsOf(queries, await apart(queries, question));
      const found = new Map<DocumentKind, Ranked[]>();
      for (const kind of kinds) {
        const candidates = await candidatesOf(queries, kind, meanings);
        found.set(
          kind,
          rankCandidates(candidates, {
            meanings,
            leanings: leaningsFrom(order.digits),
            nowMs: order.asOfMs,
            popularity: this.#popularityOf(kind),
          }),
        );
      }
      return found;
    });
  }

  /** Runs reads of the index that may not take long, a few at once. @throws `search.too_broad`; `unavailable` when too many wait. */
  async bounded<Result>(read: (queries: Queries) => Promise<Result>): Promise<Result> {
    await this.#turn();
    try {
      return await this.#deps.database.transaction(async (tx) => {
        await tx.query(BOUND, [String(STATEMENT_MS), String(ALIKE_FROM)]);
        return await read(this.#inTime(tx));
      });
    } catch (cause) {
      if (cause instanceof Error && 'code' in cause && cause.code === CANCELED)
        throw tooBroad(cause);
      throw cause;
    } finally {
      this.#reading -= 1;
      this.#waiting.shift()?.();
    }
  }

  async #turn(): Promise<void> {
    if (this.#waiting.length >= WAITING_MAX)
      throw problem('unavailable', 'Too many are searching right now; try again in a moment.', {
        retryAfterS: 2,
      });
    while (this.#reading >= AT_ONCE_MAX)
      await new Promise<void>((resolve) => void this.#waiting.push(resolve));
    this.#reading += 1;
  }

  #inTime(queries: Queries): Queries {
    const { clock } = this.#deps;
    const untilMs = clock.nowMs() + QUESTION_MS;
    return {
      tables: <Tables>() => queries.tables<Tables>(),
      async query<Row>(...asked: Parameters<Queries['query']>): Promise<Row[]> {
        if (clock.nowMs() > untilMs) throw tooBroad();
        return await queries.query<Row>(...asked);
      },
    };
  }

  #popularityOf(kind: DocumentKind): (candidate: Candidate) => number {
    if (kind === 'tag') return ({ clips }) => clips / (clips + CLIPS_HALF);
    if (kind !== 'clip') return () => 0;
    const items = this.#deps.taste.items();
    const worth = items.worth(this.#deps.clock.nowMs());
    return ({ item }) => {
      const at = items.indexOf(item);
      const watches = at === undefined ? 0 : items.popularity(at) / worth;
      return watches / (watches + WATCHES_HALF);
    };
  }
}

function tooBroad(cause?: Error): Error {
  return problem(
    'search.too_broad',
    'This asks for too much at once. Use fewer or longer words.',
    cause === undefined ? {} : { cause },
  );
}
