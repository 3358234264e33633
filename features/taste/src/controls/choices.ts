// What people tell the feed in so many words: durable at once, sealed, and independent of what is learned, so that it holds
// for children and for people who let nothing be learned. The learner never reads it.

import { createHmac } from 'node:crypto';
import { CHOICES_MAX, type ChoiceKind, type Wish } from '@jhalak/contracts/taste';
import { uuidFromBytes, type Clock } from '@jhalak/kernel';
import type { Database, Journal, JournalBatch, Keys, Tx } from '@jhalak/ports';

/** One choice. */
export interface Choice {
  id: string;
  of: ChoiceKind;
  /** A clip's or person's id, a code, a tag, or words. */
  value: string;
  wish: Wish;
  sinceMs: number;
}

/** What a choice says, without when and under which name. */
export type NewChoice = Pick<Choice, 'of' | 'value' | 'wish'>;

/** What the feed asks. */
export interface ChoiceReader {
  /** @returns a person's choices, newest first; the same array as long as nothing changed. Cost: a look-up mostly. */
  of(personId: string): Promise<readonly Choice[]>;
}

/** Some kB each; beyond it the longest unused is read again. */
const PEOPLE_MAX = 20_000;
const CONTEXT = 'taste_choices.sealed';
const STREAM = 'taste.choice';

const LOAD = {
  name: 'taste.load_choices',
  short: true,
  // A person has more only while two requests add to a full list at the same moment.
  text: 'SELECT choice_id, sealed, since_ms FROM taste_choices WHERE person_id = $1 ORDER BY since_ms DESC, choice_id LIMIT $2',
};
const KEEP = {
  name: 'taste.keep_choices',
  text: `INSERT INTO taste_choices (person_id, choice_id, sealed, since_ms)
    SELECT $1, choice_id, sealed, $4 FROM unnest($2::uuid[], $3::bytea[]) AS c(choice_id, sealed)
    ON CONFLICT (person_id, choice_id) DO UPDATE SET sealed = excluded.sealed, since_ms = excluded.since_ms`,
};
const DROP = {
  name: 'taste.drop_choices',
  text: 'DELETE FROM taste_choices WHERE person_id = $1 AND choice_id = ANY($2::uuid[]) RETURNING choice_id',
};

export interface ChoiceStoreDeps {
  database: Database;
  journal: Journal;
  keys: Keys;
  clock: Clock;
}

export class ChoiceStore implements ChoiceReader {
  readonly #deps: ChoiceStoreDeps;
  readonly #secret: Buffer;
  /** In order of use. */
  readonly #people = new Map<string, Promise<readonly Choice[]>>();

  constructor(deps: ChoiceStoreDeps) {
    this.#deps = deps;
    this.#secret = deps.keys.secret('taste.choice');
  }

  async of(personId: string): Promise<readonly Choice[]> {
    const known = this.#people.get(personId);
    const loading = known ?? this.#load(personId);
    this.#people.delete(personId);
    this.#people.set(personId, loading);
    if (known === undefined) {
      loading.catch(() => this.#people.delete(personId));
      const [oldest] = this.#people.keys();
      if (this.#people.size > PEOPLE_MAX && oldest !== undefined) this.#people.delete(oldest);
    }
    return await loading;
  }

  async #load(personId: string): Promise<readonly Choice[]> {
    const rows = await this.#deps.database.query<{
      choice_id: string;
      sealed: Buffer;
      since_ms: number;
    }>(LOAD, [personId, CHOICES_MAX]);
    const choices: Choice[] = [];
    for (const row of rows) {
      const plain = await this.#deps.keys.open(personId, 'activity', CONTEXT, row.sealed);
      // Authenticated bytes that this store sealed itself; without a key their person was erased.
      if (plain !== undefined)
        choices.push({
          ...(JSON.parse(plain.toString('utf8')) as NewChoice),
          id: row.choice_id,
          sinceMs: row.since_ms,
        });
    }
    return choices;
  }

  /**
   * Keeps choices; one about the same thing replaces the former. When there are too many, the oldest clips make room.
   *
   * @returns them as kept, or `full` when nothing could make room; then nothing is kept.
   */
  async keep(personId: string, added: readonly NewChoice[]): Promise<Choice[] | 'full'> {
    const sinceMs = this.#deps.clock.nowMs();
    const kept = added.map((one) => ({ ...one, id: this.#idOf(personId, one), sinceMs }));
    const ids = new Set(kept.map(({ id }) => id));
    const others = (await this.of(personId)).filter(({ id }) => !ids.has(id));
    const tooMany = others.length + ids.size - CHOICES_MAX;
    const clips = others.filter((one) => one.of === 'clip').toReversed();
    if (tooMany > clips.length) return 'full';
    const distinct = [...new Map(kept.map((one) => [one.id, one])).values()];
    const sealed = await Promise.all(
      distinct.map(async ({ of, value, wish }) => {
        const plain = Buffer.from(JSON.stringify({ of, value, wish }));
        return await this.#deps.keys.seal(personId, 'activity', CONTEXT, plain);
      }),
    );
    await this.#change(personId, async (tx) => {
      const old = clips.slice(0, Math.max(0, tooMany)).map(({ id }) => id);
      if (old.length > 0) await tx.query(DROP, [personId, old]);
      await tx.query(KEEP, [personId, distinct.map(({ id }) => id), sealed, sinceMs]);
      return [...distinct.map(({ id }) => id), ...old];
    });
    return kept;
  }

  /** @returns how many of them there were. */
  async drop(personId: string, ids: readonly string[]): Promise<number> {
    let dropped = 0;
    await this.#change(personId, async (tx) => {
      const gone = await tx.query<{ choice_id: string }>(DROP, [personId, ids]);
      dropped = gone.length;
      return gone.map((row) => row.choice_id);
    });
    return dropped;
  }

  async #change(personId: string, change: (tx: Tx) => Promise<readonly string[]>): Promise<void> {
    await this.#deps.database.transaction(async (tx) => {
      const changed = await change(tx);
      await this.#deps.journal.append(
        tx,
        changed.map((id) => ({
          stream: STREAM,
          key: personId,
          type: 'changed',
          row: { table: 'taste_choices', key: `${personId}/${id}` },
          facts: {},
        })),
      );
    });
    this.forget(personId);
  }

  // The same thing has the same id without anybody reading it: what it is about stands only in sealed bytes.
  #idOf(personId: string, { of, value }: NewChoice): string {
    const mac = createHmac('sha256', this.#secret).update(JSON.stringify([personId, of, value]));
    return uuidFromBytes(mac.digest().subarray(0, 16));
  }

  forget(personId: string): void {
    this.#people.delete(personId);
  }

  /** Another process changed something. */
  hear(batch: JournalBatch): void {
    for (const event of batch.events) this.forget(event.key);
  }
}
