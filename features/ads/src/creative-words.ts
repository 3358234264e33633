// What creatives say, for orders that name words: on lock screens and in the feed an ad is a card like others.

import type { CreativeContent } from '@jhalak/contracts/ads';
import type { Database } from '@jhalak/ports';

/** One creative's texts. */
interface CreativeWords {
  texts: readonly string[];
  tags: readonly string[];
}

interface WordsRow {
  id: string;
  content: CreativeContent;
}

/** As `WordsReader` of visibility, which stands below and is not needed for more. */
export interface CreativeWordsReader {
  kind: 'card';
  words(ids: readonly string[]): Promise<ReadonlyMap<string, CreativeWords>>;
  page(
    after: string | undefined,
    limit: number,
  ): Promise<readonly { id: string; words: CreativeWords }[]>;
}

/** @returns creatives' words, whatever their review: what is let out later is under an order at once. */
export function creativeWords(database: Database): CreativeWordsReader {
  return {
    kind: 'card',
    words: async (ids) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'ads.words_of',
          text: 'SELECT creative_id AS id, content FROM ad_creatives WHERE creative_id = ANY($1::uuid[])',
        },
        [ids],
      );
      return new Map(rows.map((row) => [row.id, wordsOf(row.content)]));
    },
    page: async (after, limit) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'ads.words_after',
          text: 'SELECT creative_id AS id, content FROM ad_creatives WHERE creative_id > $1 ORDER BY creative_id LIMIT $2',
        },
        [after ?? '00000000-0000-0000-0000-000000000000', limit],
      );
      return rows.map(({ id, content }) => ({ id, words: wordsOf(content) }));
    },
  };
}

/** The words of a clip are the clip's own: it is asked for by itself. */
function wordsOf(content: CreativeContent): CreativeWords {
  const texts = [content.button, content.url];
  if (content.kind === 'native') texts.unshift(content.title, content.text, content.sponsor);
  if (content.kind === 'lock') texts.unshift(content.title, content.alternative, content.sponsor);
  return { texts, tags: [] };
}
