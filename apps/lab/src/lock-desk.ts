// The simulated week's desk: cards in five languages, more news than anything else, with pictures as large as ours are.

import type { Random } from '@jhalak/kernel';
import type { TestCell, TestPerson } from '@jhalak/testing';

export const GENRE_NAMES = [
  'music',
  'dance',
  'comedy',
  'sports',
  'food',
  'travel',
  'news',
  'learning',
] as const;
export const LANGUAGES_WRITTEN = ['hi', 'en', 'ta', 'te', 'id'] as const;
/** In ten cards: what a newsroom writes. */
const WRITTEN = ['news', 'news', 'news', 'sports', 'sports', 'music', 'comedy', 'food', 'travel'];
/** Bytes of 360.avif of real frames. */
const PICTURE_BYTES = [16_276, 8_981, 5_296, 6_205, 6_696];

const editors = new WeakMap<TestCell, Promise<TestPerson>>();

async function editorOf(cell: TestCell): Promise<TestPerson> {
  let editor = editors.get(cell);
  if (editor === undefined) {
    editor = (async () => {
      const person = await cell.account('week_editor');
      await cell.cell.accounts.grantRole({ personId: person.personId, role: 'editor' });
      return person;
    })();
    editors.set(cell, editor);
  }
  return await editor;
}

/** Writes cards, in each language alike. @returns how many. */
export async function writeDay(cell: TestCell, count: number, random: Random): Promise<number> {
  const { token } = await editorOf(cell);
  for (let card = 0; card < count; card += 1) {
    const anyGenre = GENRE_NAMES[random.below(GENRE_NAMES.length)];
    const reply = await cell.api<{ id: string }>('POST', '/v1/desk/cards', {
      token,
      body: {
        language: LANGUAGES_WRITTEN[card % LANGUAGES_WRITTEN.length],
        headline: `Something happened, number ${card} of this hour, and two papers tell of it`,
        summary: 'Both say when it was and who was there; how many came is told differently.',
        attribution: ['The Week', 'Week Wire'],
        genre: WRITTEN[random.below(WRITTEN.length + 1)] ?? anyGenre,
        age: 'all',
      },
    });
    if (reply.status !== 201) throw new Error(JSON.stringify(reply.body));
    await givePicture(cell, reply.body.id, random);
  }
  return count;
}

// A row only: no bytes stand behind it, and nobody of this simulation looks at them.
async function givePicture(cell: TestCell, cardId: string, random: Random): Promise<void> {
  const bytes = PICTURE_BYTES[random.below(PICTURE_BYTES.length)] ?? 8_000;
  const sha256 = Buffer.from(random.bytes(32)).toString('hex');
  const rendition = { key: 'cards/x', format: 'avif', widthPx: 360, heightPx: 640, bytes, sha256 };
  await cell.parts.database.query(
    { name: 'lab.picture', text: 'UPDATE cards SET picture = $2 WHERE card_id = $1' },
    [
      cardId,
      JSON.stringify({
        focus: { x: 0.5, y: 0.5 },
        thumbhash: '1QcSHQRnh493V4dIh4eXh1h4kJUI',
        alternative: '',
        renditions: [rendition],
      }),
    ],
  );
}
