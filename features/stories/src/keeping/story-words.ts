// What stories say, for orders that name words, and to which story a report belongs.

import type { Database } from '@jhalak/ports';
import type { WordsReader } from '@jhalak/visibility';
import type { Told } from './types.ts';

interface WordsRow {
  id: string;
  told: Told | null;
}

/** @returns the words of stories that are told; of others nothing is shown. */
export function storyWords(database: Database): WordsReader {
  return {
    kind: 'story',
    words: async (ids) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'stories.words_of',
          text: 'SELECT story_id AS id, told FROM stories WHERE story_id = ANY($1::uuid[])',
        },
        [ids],
      );
      return new Map(rows.map((row) => [row.id, wordsOf(row)]));
    },
    page: async (after, limit) => {
      const rows = await database.query<WordsRow>(
        {
          name: 'stories.words_after',
          text: 'SELECT story_id AS id, told FROM stories WHERE story_id > $1 ORDER BY story_id LIMIT $2',
        },
        [after ?? '00000000-0000-0000-0000-000000000000', limit],
      );
      return rows.map((row) => ({ id: row.id, words: wordsOf(row) }));
    },
  };
}

function wordsOf({ told }: WordsRow): { texts: string[]; tags: string[] } {
  const texts = told?.tellings.flatMap(({ headline, summary }) => [headline, ...summary]) ?? [];
  return {
    texts: told === null ? [] : [told.headline, ...texts.map(({ text }) => text)],
    tags: [],
  };
}

/** @returns the story in which a report stands; undefined when it stands in none. Cost: one look-up by key. */
export async function storyOfReport(
  database: Database,
  reportId: string,
): Promise<string | undefined> {
  const [row] = await database.query<{ story_id: string }>(
    {
      name: 'stories.of_report',
      short: true,
      text: 'SELECT story_id FROM story_report_places WHERE report_id = $1',
    },
    [reportId],
  );
  return row?.story_id;
}
