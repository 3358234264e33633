// What orders ask of cards.

import type { Database, Tx } from '@jhalak/ports';
import type { WordsReader } from '@jhalak/visibility';

/** Cards as orders reach them. */
export interface CardOrders {
  /** @returns cards that stand, or last stood, for these clips and stories. */
  cardsOf(itemIds: readonly string[]): Promise<string[]>;
  /**
   * Names cards on the kill list for as long as orders hide them, and takes others from it again.
   *
   * @param held.app whether the whole surface is dark by an order, beside the operator's own switch.
   */
  hold(
    tx: Tx,
    held: { dark: readonly string[]; lit: readonly string[]; app: boolean },
  ): Promise<void>;
}

interface WordsRow {
  id: string;
  item_id: string;
  person_id: string | null;
  headline: string;
  summary: string;
  language: string;
}

/** @returns cards' words; ended cards too, because they may lie in packs that are out. */
export function cardWords(database: Database): WordsReader {
  const columns = 'card_id AS id, item_id, person_id, headline, summary, language';
  return {
    kind: 'card',
    words: async (ids) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'cards.words_of',
          text: `SELECT ${columns} FROM cards WHERE card_id = ANY($1::uuid[])`,
        },
        [ids],
      );
      return new Map(rows.map((row) => [row.id, wordsOf(row)]));
    },
    page: async (after, limit) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'cards.words_after',
          text: `SELECT ${columns} FROM cards WHERE card_id > $1 ORDER BY card_id LIMIT $2`,
        },
        [after ?? '00000000-0000-0000-0000-000000000000', limit],
      );
      return rows.map((row) => ({ id: row.id, words: wordsOf(row) }));
    },
  };
}

function wordsOf(row: WordsRow): Awaited<ReturnType<WordsReader['page']>>[number]['words'] {
  return {
    texts: [row.headline, row.summary],
    tags: [],
    itemId: row.item_id,
    language: row.language,
    ...(row.person_id === null ? {} : { personId: row.person_id }),
  };
}
