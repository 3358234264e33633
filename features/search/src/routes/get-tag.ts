import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { PageQuery } from '@jhalak/contracts/fields';
import { TAG_COUNT_MAX, TAG_PATTERN, TagPage, TagParams } from '@jhalak/contracts/search';
import { isUuid } from '@jhalak/kernel';
import { lookerOf, type Looker, type ShownDeps } from '../asking/shown.ts';
import { textKey } from '../text/text-key.ts';

const LIMIT_DEFAULT = 24;
/** A page is filled from at most this many rounds of rows; hidden clips must not make a request long. */
const ROUNDS_MAX = 5;
const TAG = new RegExp(TAG_PATTERN, 'u');
/** Before every clip. */
const START = { atMs: Number.MAX_SAFE_INTEGER, id: 'ffffffff-ffff-ffff-ffff-ffffffffffff' };

interface TaggedRow {
  video_id: string;
  person_id: string;
  published_at_ms: number;
}

const PAGE = {
  name: 'search.tag_page',
  text: `SELECT video_id, person_id, published_at_ms FROM search_tagged
    WHERE tag = $1 AND (published_at_ms, video_id) < ($2, $3::uuid) ORDER BY published_at_ms DESC, video_id DESC LIMIT $4`,
};
const TITLE = {
  name: 'search.tag_title',
  text: `SELECT title FROM search_documents WHERE document_id = 'tag:' || $1`,
};

export function tagRoute(deps: ShownDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/tags/:tag',
    name: 'getTag',
    summary: 'The clips of a tag in any script, newest first, and how many there are',
    tag: 'search',
    access: 'anyone',
    owner: 'public',
    params: TagParams,
    query: PageQuery,
    replies: { 200: TagPage },
    async handle({ params, query, caller }) {
      const written = params.tag.normalize('NFC');
      const key = TAG.test(written) ? textKey(written) : '';
      if (key === '')
        throw problem('request.invalid', 'A tag has letters, digits and _ only, without #.');
      const looker = await lookerOf(caller, deps.apart);
      const [title] = await deps.database.query<{ title: string }>(TITLE, [key]);
      const counted = await seenOf(deps, looker, key, START, TAG_COUNT_MAX);
      const page = await pageOf(deps, looker, key, query.limit ?? LIMIT_DEFAULT, query.cursor);
      const head = {
        tag: title?.title ?? written,
        clips: counted.seen.length,
        more: counted.rows.length === TAG_COUNT_MAX,
      };
      const next = JSON.stringify(page.next);
      return {
        status: 200,
        rawJson: `${JSON.stringify(head).slice(0, -1)},"items":[${page.texts.join(',')}],"next":${next}}`,
      };
    },
  });
}

async function pageOf(
  deps: ShownDeps,
  looker: Looker,
  tag: string,
  limit: number,
  cursor: string | undefined,
): Promise<{ texts: string[]; next: string | null }> {
  const texts: string[] = [];
  let place = cursor === undefined ? START : placeOf(cursor);
  let more = true;
  for (let round = 0; round < ROUNDS_MAX && more && texts.length < limit; round += 1) {
    const { rows, seen } = await seenOf(deps, looker, tag, place, limit);
    const shown = await deps.videos.present(seen, looker.caller);
    for (const row of rows) {
      if (texts.length >= limit) break;
      place = { atMs: row.published_at_ms, id: row.video_id };
      const text = shown.get(row.video_id);
      if (text !== undefined) texts.push(text);
    }
    more = rows.length === limit;
  }
  const next = more || texts.length >= limit ? `${place.atMs}_${place.id}` : null;
  return { texts, next };
}

async function seenOf(
  { database, visibility }: ShownDeps,
  { onlooker, blocked }: Looker,
  tag: string,
  after: { atMs: number; id: string },
  limit: number,
): Promise<{ rows: TaggedRow[]; seen: string[] }> {
  const rows = await database.query<TaggedRow>(PAGE, [tag, after.atMs, after.id, limit]);
  const seen = rows.flatMap(({ video_id: id, person_id: personId }) =>
    !blocked.has(personId) && visibility.check('search.tag', id, onlooker).kind === 'visible'
      ? id
      : [],
  );
  return { rows, seen };
}

function placeOf(cursor: string): { atMs: number; id: string } {
  const [atMs = '', id = ''] = cursor.split('_');
  const place = { atMs: Number(atMs), id };
  if (atMs !== '' && Number.isSafeInteger(place.atMs) && isUuid(id)) return place;
  throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
}
