// Reads and writes cards. Writers demand a transaction, and every change tells the journal how the card stands after it.

import type { CardKind, CardState } from '@jhalak/contracts/cards';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Journal, Queries, Tx } from '@jhalak/ports';
import {
  CARD_STREAM,
  cardEvent,
  COLUMNS,
  fromRow,
  valuesOf,
  type CardEventType,
  type CardRow,
} from './rows.ts';
import type { Card } from './types.ts';

const ALL = COLUMNS.join(', ');
/** What never changes once a card stands. */
const FIXED = new Set<string>(['card_id', 'kind', 'item_id', 'person_id', 'proposed_at_ms']);
/** Records of removed content are kept this long (IT Rules 2021, rule 3(1)(g)); the manifest says so. */
export const RECORDS_KEPT_DAYS = 180;

const BY_IDS = {
  name: 'cards.by_ids',
  text: `SELECT ${ALL} FROM cards WHERE card_id = ANY($1::uuid[])`,
};
const LOCK = {
  name: 'cards.lock',
  text: `SELECT ${ALL} FROM cards WHERE card_id = ANY($1::uuid[]) ORDER BY card_id FOR UPDATE`,
};
const OF_ITEMS = {
  name: 'cards.of_items',
  text: 'SELECT item_id, card_id FROM cards_by_item WHERE item_id = ANY($1::uuid[])',
};
const INSERT = {
  name: 'cards.insert',
  text: `INSERT INTO cards (${ALL}) VALUES (${COLUMNS.map((_name, at) => `$${at + 1}`).join(', ')})`,
};
const UPDATE = {
  name: 'cards.update',
  text: `UPDATE cards SET ${COLUMNS.flatMap((name, at) => (FIXED.has(name) ? [] : [`${name} = $${at + 1}`])).join(', ')}
    WHERE card_id = $1 AND kind = $2 AND item_id = $3 AND person_id IS NOT DISTINCT FROM $4::uuid
      AND proposed_at_ms = $${COLUMNS.indexOf('proposed_at_ms') + 1}`,
};
const STAND_FOR = {
  name: 'cards.stand_for',
  text: `INSERT INTO cards_by_item (item_id, language, card_id) VALUES ($1, $2, $3)
    ON CONFLICT (item_id, language) DO UPDATE SET card_id = excluded.card_id`,
};

/** One act as it is recorded. */
export interface CardAct {
  /** Absent where no person did it. */
  editorId?: string;
  action: string;
  note: string;
}

export interface CardQuery {
  state: CardState;
  kind?: CardKind | undefined;
  language?: string | undefined;
  /** The last card of the page before. */
  before?: string | undefined;
  limit: number;
}

export interface CardStoreDeps {
  journal: Journal;
  clock: Clock;
  ids: Ids;
}

export class CardStore {
  readonly #deps: CardStoreDeps;

  constructor(deps: CardStoreDeps) {
    this.#deps = deps;
  }

  async byIds(on: Queries, cardIds: readonly string[]): Promise<Card[]> {
    if (cardIds.length === 0) return [];
    return (await on.query<CardRow>(BY_IDS, [cardIds])).map(fromRow);
  }

  /** Reads cards and holds them until the transaction ends; in one order, so that two of us cannot wait for each other. */
  async lock(tx: Tx, cardIds: readonly string[]): Promise<Card[]> {
    if (cardIds.length === 0) return [];
    return (await tx.query<CardRow>(LOCK, [cardIds])).map(fromRow);
  }

  /** @returns ids of the cards that stand, or last stood, for these items. */
  async idsOfItems(on: Queries, itemIds: readonly string[]): Promise<string[]> {
    if (itemIds.length === 0) return [];
    const rows = await on.query<{ card_id: string }>(OF_ITEMS, [itemIds]);
    return rows.map((row) => row.card_id);
  }

  /** @returns ids of a creator's cards that have not ended. */
  async livingIdsOfPerson(on: Queries, personId: string): Promise<string[]> {
    const rows = await on.query<{ card_id: string }>(
      {
        name: 'cards.living_of_person',
        text: `SELECT card_id FROM cards WHERE person_id = $1 AND state IN ('proposed', 'approved')`,
      },
      [personId],
    );
    return rows.map((row) => row.card_id);
  }

  /** @returns ids of everything that somebody made, however it stands. */
  async idsOfPerson(on: Queries, personId: string): Promise<string[]> {
    const rows = await on.query<{ card_id: string }>(
      { name: 'cards.of_person', text: 'SELECT card_id FROM cards WHERE person_id = $1' },
      [personId],
    );
    return rows.map((row) => row.card_id);
  }

  /** The desk's pages: the newest first, because news grows old. */
  async page(on: Queries, query: CardQuery): Promise<Card[]> {
    const rows = await on.query<CardRow>(
      {
        name: 'cards.page',
        text: `SELECT ${ALL} FROM cards WHERE state = $1 AND card_id < $2
          AND ($3::text IS NULL OR kind = $3) AND ($4::text IS NULL OR language = $4)
          ORDER BY card_id DESC LIMIT $5`,
      },
      [
        query.state,
        query.before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff',
        query.kind ?? null,
        query.language ?? null,
        query.limit,
      ],
    );
    return rows.map(fromRow);
  }

  async insert(tx: Tx, type: CardEventType, card: Card): Promise<void> {
    await tx.query(INSERT, valuesOf(card));
    await tx.query(STAND_FOR, [card.itemId, card.language, card.cardId]);
    await this.#deps.journal.append(tx, [cardEvent(type, card)]);
  }

  /** Replaces a card that the transaction holds. @returns the card as it now stands. */
  async update(tx: Tx, type: CardEventType, card: Card): Promise<Card> {
    const changed = { ...card, changedAtMs: this.#deps.clock.nowMs() };
    await tx.query(UPDATE, valuesOf(changed));
    await this.#deps.journal.append(tx, [cardEvent(type, changed)]);
    return changed;
  }

  async record(tx: Tx, cardId: string, act: CardAct): Promise<void> {
    await tx.query(
      {
        name: 'cards.record',
        text: `INSERT INTO card_acts (card_id, act_id, editor_id, action, note, at_ms)
          VALUES ($1, $2, $3, $4, $5, $6)`,
      },
      [
        cardId,
        this.#deps.ids.next(),
        act.editorId ?? null,
        act.action,
        act.note,
        this.#deps.clock.nowMs(),
      ],
    );
  }

  /** Deletes rows whose record need not be kept any longer, or of somebody who is gone. */
  async forget(tx: Tx, cards: readonly Card[]): Promise<void> {
    const ids = cards.map((card) => card.cardId);
    if (ids.length === 0) return;
    await tx.query(
      {
        name: 'cards.forget_items',
        text: 'DELETE FROM cards_by_item WHERE item_id = ANY($1::uuid[]) AND card_id = ANY($2::uuid[])',
      },
      [cards.map((card) => card.itemId), ids],
    );
    await tx.query(
      { name: 'cards.forget', text: 'DELETE FROM cards WHERE card_id = ANY($1::uuid[])' },
      [ids],
    );
    await this.#deps.journal.append(
      tx,
      ids.map((id) => ({
        stream: CARD_STREAM,
        key: id,
        type: 'forgotten',
        row: { table: 'cards', key: id },
        facts: {},
      })),
    );
  }
}
