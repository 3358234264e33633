// Which cards went dark while packs with them may live, and the switch that turns the whole surface off. Each change
// makes the list's version grow, in the change's own transaction.

import { PACK_LIFE_MS } from '@jhalak/contracts/lock';
import { MINUTE_MS, type Clock } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';

/** A pack that was being made while its card was killed, and clocks of several processes. */
const SLACK_MS = 10 * MINUTE_MS;
/** How long a killed card stays on the list: as long as any pack that may hold it. */
const KILL_KEPT_MS = PACK_LIFE_MS + SLACK_MS;
/** Cards on a list; the contract's bound. A region that kills more in a day turns the surface dark. */
const KILLS_MAX = 10_000;

/** What the list says now. */
export interface KillState {
  version: number;
  allDark: boolean;
  cards: readonly string[];
}

export class KillStore {
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Puts cards on the list; idempotent, and the version grows all the same. */
  async add(tx: Tx, cardIds: readonly string[]): Promise<void> {
    if (cardIds.length === 0) return;
    const nowMs = this.#clock.nowMs();
    await tx.query(
      {
        name: 'cards.kill',
        text: `INSERT INTO lock_kills (card_id, killed_at_ms) SELECT id, $2 FROM unnest($1::uuid[]) AS k(id)
          ON CONFLICT (card_id) DO NOTHING`,
      },
      [cardIds, nowMs],
    );
    await tx.query(
      {
        name: 'cards.grow_kill',
        text: `INSERT INTO lock_kill (id, version, all_dark, changed_at_ms) VALUES (1, 1, false, $1)
          ON CONFLICT (id) DO UPDATE SET version = lock_kill.version + 1, changed_at_ms = excluded.changed_at_ms`,
      },
      [nowMs],
    );
  }

  /** Turns the whole surface dark, or lit again. @returns the list's version. */
  async setDark(tx: Tx, dark: boolean): Promise<number> {
    const [row] = await tx.query<{ version: number }>(
      {
        name: 'cards.set_dark',
        text: `INSERT INTO lock_kill (id, version, all_dark, changed_at_ms) VALUES (1, 1, $1, $2)
          ON CONFLICT (id) DO UPDATE SET version = lock_kill.version + 1, all_dark = excluded.all_dark,
            changed_at_ms = excluded.changed_at_ms RETURNING version`,
      },
      [dark, this.#clock.nowMs()],
    );
    return row?.version ?? 1;
  }

  /**
   * Puts cards that orders hide on the list for as long as they do, and takes others from it: nothing happens where nothing
   * changes. @returns the list's version when it grew.
   */
  async hold(
    tx: Tx,
    held: { dark: readonly string[]; lit: readonly string[]; app: boolean },
  ): Promise<number | undefined> {
    const nowMs = this.#clock.nowMs();
    const dark = await tx.query(
      {
        name: 'cards.hold',
        text: `INSERT INTO lock_ordered (card_id, since_ms) SELECT id, $2 FROM unnest($1::uuid[]) AS h(id)
          ON CONFLICT (card_id) DO NOTHING RETURNING card_id`,
      },
      [held.dark, nowMs],
    );
    const lit = await tx.query(
      {
        name: 'cards.let_go',
        text: 'DELETE FROM lock_ordered WHERE card_id = ANY($1::uuid[]) RETURNING card_id',
      },
      [held.lit],
    );
    const [grown] = await tx.query<{ version: number }>(
      {
        name: 'cards.grow_held',
        text: `INSERT INTO lock_kill (id, version, all_dark, ordered_dark, changed_at_ms)
            SELECT 1, 1, false, $1, $2 WHERE $1 OR $3
          ON CONFLICT (id) DO UPDATE SET version = lock_kill.version + 1, ordered_dark = excluded.ordered_dark,
            changed_at_ms = excluded.changed_at_ms
          WHERE lock_kill.ordered_dark <> excluded.ordered_dark OR $3 RETURNING version`,
      },
      [held.app, nowMs, dark.length + lit.length > 0],
    );
    if (grown !== undefined || held.app) return grown?.version;
    const [relit] = await tx.query<{ version: number }>(
      {
        name: 'cards.relight',
        text: `UPDATE lock_kill SET version = version + 1, ordered_dark = false, changed_at_ms = $1
          WHERE id = 1 AND ordered_dark RETURNING version`,
      },
      [nowMs],
    );
    return relit?.version;
  }

  async version(on: Queries): Promise<{ version: number; allDark: boolean }> {
    const [row] = await on.query<{ version: number; all_dark: boolean }>({
      name: 'cards.kill_version',
      short: true,
      text: 'SELECT version, all_dark OR ordered_dark AS all_dark FROM lock_kill WHERE id = 1',
    });
    return { version: row?.version ?? 0, allDark: row?.all_dark ?? false };
  }

  /** @returns the whole list. More kills than fit make it all dark: rather nothing than a card that must not be seen. */
  async read(on: Queries): Promise<KillState> {
    // The version first: a kill between the two reads is then told again under a higher one.
    const { version, allDark } = await this.version(on);
    const rows = await on.query<{ card_id: string }>(
      {
        name: 'cards.kills',
        text: `SELECT card_id FROM lock_kills WHERE killed_at_ms > $1
          UNION SELECT card_id FROM lock_ordered ORDER BY card_id LIMIT $2`,
      },
      [this.#clock.nowMs() - KILL_KEPT_MS, KILLS_MAX + 1],
    );
    const cards = rows.slice(0, KILLS_MAX).map((row) => row.card_id);
    return { version, allDark: allDark || rows.length > KILLS_MAX, cards };
  }

  /** @returns how many entries were dropped because no pack can hold them any more. */
  async sweep(on: Queries): Promise<number> {
    const rows = await on.query(
      {
        name: 'cards.sweep_kills',
        text: 'DELETE FROM lock_kills WHERE killed_at_ms < $1 RETURNING card_id',
      },
      [this.#clock.nowMs() - 2 * KILL_KEPT_MS],
    );
    return rows.length;
  }
}
