// Suggestions while one types: words of clips, tags and people that begin so, by letters or by ear, each in the script in
// which it stands. They come from what is public, never from what people ask for.

import { defineRoute, type Route } from '@jhalak/contracts';
import { Suggestions, SuggestionsQuery, type Suggestion } from '@jhalak/contracts/search';
import type { Queries } from '@jhalak/ports';
import type { Candidate } from '../asking/candidates.ts';
import type { Finder } from '../asking/finder.ts';
import { begunBy, begunSureness, meaningsOf, SURE_FROM } from '../asking/meanings.ts';
import { readQuestion, type AskedWord, type Question } from '../asking/question.ts';
import { lookerOf, shownPeople, shownTags, type ShownDeps } from '../asking/shown.ts';

export interface SuggestDeps extends ShownDeps {
  finder: Finder;
}

const LIMIT_DEFAULT = 8;
/** Who types fast asks at every letter. */
const RATE_PER_MINUTE = 300;
/** A word of fewer documents is one person's, or a slip of the pen. */
const WORD_DOCUMENTS_MIN = 3;
/** At most so many of one kind stand above each other before others are let in. */
const TAGS_READ = 12;
const PEOPLE_READ = 6;
const PEOPLE_SHOWN = 3;
const WORDS_SHOWN = 5;

const SHOWN_WORDS = {
  name: 'search.shown_words',
  text: 'SELECT word, shown FROM search_words WHERE word = ANY($1::text[])',
};
const COLUMNS =
  'document_id, item, person_id, title, language, genre, words, clips, published_at_ms';
const BEGUN_TAGS = {
  name: 'search.begun_tags',
  text: `SELECT ${COLUMNS} FROM search_documents WHERE kind = 'tag' AND words && $1::text[]
    ORDER BY clips DESC, document_id LIMIT $2`,
};
const BEGUN_PEOPLE = {
  name: 'search.begun_people',
  text: `SELECT ${COLUMNS} FROM search_documents WHERE kind = 'person' AND words && $1::text[]
    ORDER BY document_id LIMIT $2`,
};

interface Begun {
  /** Whole words, as written, most likely first; only of a question of one word. */
  words: string[];
  tags: Candidate[];
  people: Candidate[];
}

export function suggestRoute(deps: SuggestDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/search/suggestions',
    name: 'suggest',
    summary: 'What could be meant, while it is typed, in the scripts in which it stands',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    query: SuggestionsQuery,
    replies: { 200: Suggestions },
    ratePerMinute: RATE_PER_MINUTE,
    async handle({ query: { q, limit = LIMIT_DEFAULT }, caller }) {
      const question = readQuestion(q ?? '');
      if (question === undefined) return { status: 200, json: { items: [] } };
      const begun = await deps.finder.bounded((queries) => begunBySome(queries, question));
      const looker = await lookerOf(caller, deps.apart);
      const people = await shownPeople(deps, 'search.suggested', begun.people, looker);
      const tags = await shownTags(deps, 'search.suggested', begun.tags, looker);
      const items: Suggestion[] = [
        ...begun.words.slice(0, WORDS_SHOWN).map((text) => ({ kind: 'words' as const, text })),
        ...[...people.values()].slice(0, PEOPLE_SHOWN).map(({ handle, displayName }) => ({
          kind: 'person' as const,
          text: handle,
          ...(displayName === undefined ? {} : { name: displayName }),
        })),
        ...[...tags.values()].map(({ tag }) => ({ kind: 'tag' as const, text: tag })),
      ];
      return { status: 200, json: { items: items.slice(0, limit) } };
    },
  });
}

async function begunBySome(queries: Queries, question: Question): Promise<Begun> {
  const last = question.words.at(-1);
  if (last === undefined) return { words: [], tags: [], people: [] };
  const likely = await likelyWords(queries, last);
  const keys = likely.map(({ word }) => word);
  const others =
    question.words.length === 1
      ? []
      : (await meaningsOf(queries, { ...question, words: question.words.slice(0, -1) })).map(
          (one) => new Set([...one].flatMap(([word, by]) => (by >= SURE_FROM ? word : []))),
        );
  const holdsAll = ({ words }: Candidate): boolean =>
    others.every((meant) => words.some((word) => meant.has(word)));
  const tags = await queries.query<Candidate>(BEGUN_TAGS, [keys, TAGS_READ]);
  const people = await queries.query<Candidate>(BEGUN_PEOPLE, [keys, PEOPLE_READ]);
  const whole = likely.filter(({ documents }) => documents >= WORD_DOCUMENTS_MIN);
  return {
    words:
      others.length > 0
        ? []
        : await asWritten(
            queries,
            whole.map(({ word }) => word),
          ),
    tags: tags.filter(holdsAll),
    people: people.filter(holdsAll),
  };
}

interface LikelyWord {
  word: string;
  documents: number;
  likely: number;
}

// Surer beginnings first; of equally sure ones those that are frequent.
async function likelyWords(queries: Queries, asked: AskedWord): Promise<LikelyWord[]> {
  const begun = await begunBy(queries, asked);
  return begun
    .map(({ word, sound, documents }) => ({
      word,
      documents,
      likely: begunSureness(asked, word, sound) * Math.log2(1 + documents),
    }))
    .toSorted((left, right) => right.likely - left.likely || (left.word < right.word ? -1 : 1));
}

async function asWritten(queries: Queries, keys: readonly string[]): Promise<string[]> {
  const rows = await queries.query<{ word: string; shown: string }>(SHOWN_WORDS, [keys]);
  const shown = new Map(rows.map((row) => [row.word, row.shown]));
  return keys.flatMap((key) => shown.get(key) ?? []);
}
