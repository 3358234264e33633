// Thousands of approved lock cards at once, as rows: what a region's desks approve in a day or two. Pictures are rows only,
// with sizes that our own engine made of real frames; no bytes stand behind them.

import type { CellParts } from '@jhalak/jhalak';

const GENRES = ['music', 'dance', 'comedy', 'sports', 'food', 'travel', 'news', 'learning'];
const LANGUAGES = ['hi', 'en', 'ta', 'te', 'bn', 'mr', 'gu', 'id'];
/** Bytes of 360.avif, 360.webp, 720.avif, 720.webp of six real frames (docs/measurements/packs.md). */
const SIZES = [
  [16_276, 35_124, 41_034, 91_766],
  [8_981, 16_402, 22_500, 42_600],
  [5_296, 14_394, 13_200, 37_400],
  [6_205, 14_784, 15_500, 38_400],
  [6_696, 11_630, 16_700, 30_200],
] as const;
const SUMMARY =
  'Two of three reports give the same figure; the third leaves it open. What was said at the meeting is told by those who were there, and the ministry has not answered yet.';
/** Rows of one statement. */
const AT_ONCE = 500;

/** Call before the cell is started. */
export async function seedCards(parts: CellParts, count: number): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const rows = Array.from({ length: Math.min(AT_ONCE, count - from) }, (_unused, index) =>
      rowOf(parts, from + index),
    );
    await parts.database.query(
      {
        name: 'lab.seed_cards',
        text: `INSERT INTO cards (card_id, kind, item_id, publisher_ids, language, genre, age, headline, summary, attribution,
            open_path, story, picture, prepared, happened_at_ms, trend, duration_ms, sample, state, version, from_ms, until_ms,
            proposed_at_ms, changed_at_ms, approval)
          SELECT r.card_id, 'story', r.item_id, '{}', r.language, r.genre, 'all', r.headline, r.summary, '{The Bench Times,Bench Wire}',
            '/stories/x', r.story, r.picture, true, r.at_ms, r.trend, 0, false, 'approved', 1, r.at_ms, r.at_ms + 172800000,
            r.at_ms, r.at_ms, '{"by": "editor", "atMs": 0}'
          FROM jsonb_to_recordset($1::jsonb) AS r(card_id uuid, item_id uuid, language text, genre text, headline text,
            summary text, story jsonb, picture jsonb, at_ms bigint, trend real)`,
      },
      [JSON.stringify(rows)],
    );
    await parts.database.query(
      {
        name: 'lab.seed_visible_cards',
        text: `INSERT INTO visibility_cards (card_id, kind, item_id, flags, from_ms, until_ms, window_number)
          SELECT r.card_id, 'desk', r.item_id, 1, 0, r.at_ms + 172800000, 0
          FROM jsonb_to_recordset($1::jsonb) AS r(card_id uuid, item_id uuid, at_ms bigint)`,
      },
      [JSON.stringify(rows)],
    );
  }
}

function rowOf({ ids, clock }: CellParts, index: number): object {
  const sizes = SIZES[index % SIZES.length] ?? SIZES[0];
  const language = LANGUAGES[index % LANGUAGES.length] ?? 'hi';
  const sha = (place: number): string => (index * 4 + place).toString(16).padStart(64, '0');
  const renditions = sizes.map((bytes, place) => ({
    key: `cards/bench/${index}-${place}`,
    format: place % 2 === 0 ? 'avif' : 'webp',
    widthPx: place < 2 ? 360 : 720,
    heightPx: place < 2 ? 640 : 1_280,
    bytes,
    sha256: sha(place),
  }));
  return {
    card_id: ids.next(),
    item_id: ids.next(),
    language,
    genre: GENRES[Math.floor(index / LANGUAGES.length) % GENRES.length] ?? 'news',
    headline: `Headline number ${index}, which says in one line what two papers say`,
    summary: SUMMARY,
    story: {
      reports: 3,
      origins: 2,
      confirmed: index % 2 === 0,
      disagreements:
        index % 3 === 0
          ? [
              {
                quantity: 'people',
                values: [
                  { value: '200 million', reports: ['The Bench Times'] },
                  { value: '500 million', reports: ['Bench Wire'] },
                ],
              },
            ]
          : [],
    },
    picture: {
      focus: { x: 0.5, y: 0.4 },
      thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
      alternative: 'What the picture shows',
      renditions,
    },
    at_ms: clock.nowMs() - (index % 2_880) * 60_000,
    trend: (index % 10) / 10,
  };
}
