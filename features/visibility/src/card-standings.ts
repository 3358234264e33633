// How cards and stories stand: the part of the projection that lock screens and story pages ask.

import type { Database, JournalEvent, Tx } from '@jhalak/ports';
import {
  judgeCard,
  judgeStory,
  WITHHELD,
  type CardStanding,
  type Onlooker,
  type Verdict,
} from './check.ts';
import { cardFlagsOf, storyFlagsOf, type CardFacts, type StoryFacts } from './flags.ts';
import type { OrderStandings } from './order-standings.ts';
import { loadTable } from './table-loader.ts';

export const CARD_STREAM = 'cards.card';
export const STORY_STREAM = 'stories.story';

interface KnownCard extends CardStanding {
  kind: CardFacts['kind'];
  itemId: string;
}

export class CardStandings {
  readonly #cards = new Map<string, KnownCard>();
  readonly #stories = new Map<string, number>();
  readonly #orders: OrderStandings;

  constructor(orders: OrderStandings) {
    this.#orders = orders;
  }

  /** @param clipVerdict judges a clip as strangers of this age see it. */
  card(
    cardId: string,
    onlooker: Onlooker,
    nowMs: number,
    clipVerdict: (videoId: string) => Verdict,
  ): Verdict {
    const card = this.#cards.get(cardId);
    const { state, staff } = onlooker;
    if (
      card !== undefined &&
      staff !== true &&
      this.#orders.hides('card', cardId, undefined, state)
    )
      return WITHHELD;
    const verdict = judgeCard(card, onlooker, nowMs);
    if (card === undefined || verdict.kind === 'hidden' || card.kind === 'desk') return verdict;
    return card.kind === 'clip' ? clipVerdict(card.itemId) : this.story(card.itemId, onlooker);
  }

  story(storyId: string, onlooker: Onlooker): Verdict {
    const { state, staff } = onlooker;
    if (staff !== true && this.#orders.hides('story', storyId, undefined, state)) return WITHHELD;
    return judgeStory(this.#stories.get(storyId), onlooker);
  }

  knowsCard(cardId: string): boolean {
    return this.#cards.has(cardId);
  }

  knowsStory(storyId: string): boolean {
    return this.#stories.has(storyId);
  }

  async load(database: Database): Promise<void> {
    await loadTable<CardRow & { id: string }>(
      database,
      {
        name: 'visibility.load_cards',
        text: `SELECT card_id AS id, kind, item_id, flags, from_ms, until_ms FROM visibility_cards
          WHERE card_id > $1 ORDER BY card_id LIMIT $2`,
      },
      (row) =>
        this.#cards.set(row.id, {
          kind: row.kind,
          itemId: row.item_id,
          flags: row.flags,
          fromMs: row.from_ms,
          untilMs: row.until_ms,
        }),
    );
    await loadTable<{ id: string; flags: number }>(
      database,
      {
        name: 'visibility.load_stories',
        text: 'SELECT story_id AS id, flags FROM visibility_stories WHERE story_id > $1 ORDER BY story_id LIMIT $2',
      },
      (row) => this.#stories.set(row.id, row.flags),
    );
  }

  /** Takes over one event of CARD_STREAM or STORY_STREAM. */
  apply(event: JournalEvent): void {
    if (event.stream === STORY_STREAM) {
      this.#stories.set(event.key, storyFlagsOf(storyFacts(event)));
      return;
    }
    if (event.type === 'forgotten') this.#cards.delete(event.key);
    else {
      const facts = cardFacts(event);
      this.#cards.set(event.key, {
        kind: facts.kind,
        itemId: facts.itemId,
        flags: cardFlagsOf(facts),
        fromMs: facts.visibleFromMs,
        untilMs: facts.untilMs,
      });
    }
  }
}

interface CardRow {
  kind: CardFacts['kind'];
  item_id: string;
  flags: number;
  from_ms: number;
  until_ms: number;
}

// Facts were written by this house's own features, inside the journal: their shape is the contract between them.
function cardFacts(event: JournalEvent): CardFacts {
  return event.facts as unknown as CardFacts;
}

function storyFacts(event: JournalEvent): StoryFacts {
  return event.facts as unknown as StoryFacts;
}

/** Writes what one batch says of cards and stories. */
export async function writeCardTables(
  tx: Tx,
  events: readonly JournalEvent[],
  window: number,
): Promise<void> {
  const cards = new Map<string, CardFacts | undefined>();
  const stories = new Map<string, StoryFacts>();
  for (const event of events) {
    if (event.stream === STORY_STREAM) stories.set(event.key, storyFacts(event));
    else if (event.stream === CARD_STREAM)
      cards.set(event.key, event.type === 'forgotten' ? undefined : cardFacts(event));
  }
  await writeCards(tx, cards, window);
  if (stories.size === 0) return;
  await tx.query(
    {
      name: 'visibility.write_stories',
      text: `INSERT INTO visibility_stories (story_id, flags, window_number)
        SELECT story_id, flags, $3 FROM unnest($1::uuid[], $2::int[]) AS s(story_id, flags)
        ON CONFLICT (story_id) DO UPDATE SET flags = excluded.flags, window_number = excluded.window_number`,
    },
    [[...stories.keys()], [...stories.values()].map(storyFlagsOf), window],
  );
}

async function writeCards(
  tx: Tx,
  cards: ReadonlyMap<string, CardFacts | undefined>,
  window: number,
): Promise<void> {
  const forgotten = [...cards].flatMap(([id, facts]) => (facts === undefined ? [id] : []));
  if (forgotten.length > 0) {
    await tx.query(
      {
        name: 'visibility.forget_cards',
        text: 'DELETE FROM visibility_cards WHERE card_id = ANY($1::uuid[])',
      },
      [forgotten],
    );
  }
  const kept = [...cards].flatMap(([id, facts]) => (facts === undefined ? [] : [{ id, facts }]));
  if (kept.length === 0) return;
  await tx.query(
    {
      name: 'visibility.write_cards',
      text: `INSERT INTO visibility_cards (card_id, kind, item_id, flags, from_ms, until_ms, window_number)
        SELECT card_id, kind, item_id, flags, from_ms, until_ms, $7
        FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::int[], $5::bigint[], $6::bigint[])
          AS c(card_id, kind, item_id, flags, from_ms, until_ms)
        ON CONFLICT (card_id) DO UPDATE SET flags = excluded.flags, from_ms = excluded.from_ms,
          until_ms = excluded.until_ms, window_number = excluded.window_number`,
    },
    [
      kept.map(({ id }) => id),
      kept.map(({ facts }) => facts.kind),
      kept.map(({ facts }) => facts.itemId),
      kept.map(({ facts }) => cardFlagsOf(facts)),
      kept.map(({ facts }) => facts.visibleFromMs),
      kept.map(({ facts }) => facts.untilMs),
      window,
    ],
  );
}
