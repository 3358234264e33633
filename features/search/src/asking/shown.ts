// What of the found things somebody may see, as it travels.

import type { Accounts } from '@jhalak/accounts';
import type { Caller } from '@jhalak/contracts';
import type { PackCard } from '@jhalak/contracts/packs';
import type { FoundPerson, FoundTag } from '@jhalak/contracts/search';
import type { Database } from '@jhalak/ports';
import { storyItem, type Stories } from '@jhalak/stories';
import { onlookerOf, type Videos } from '@jhalak/videos';
import type { Onlooker, Visibility } from '@jhalak/visibility';
import type { DocumentKind } from '../keeping/documents.ts';
import type { Candidate } from './candidates.ts';

/** People with whom somebody is kept apart; given by social. */
export type ApartReader = (personId: string) => Promise<{ blocked: ReadonlySet<string> }>;

export interface ShownDeps {
  database: Database;
  visibility: Visibility;
  videos: Pick<Videos, 'present' | 'soundCards'>;
  people: Pick<Accounts, 'peopleByIds'>;
  stories: Pick<Stories, 'stories'>;
  /** Follow packs as somebody sees them; given by social. */
  packs?:
    | {
        seen(
          packIds: readonly string[],
          caller: Caller | undefined,
        ): Promise<ReadonlyMap<string, PackCard>>;
      }
    | undefined;
  apart?: ApartReader | undefined;
}

/** Who looks, and what they must not be shown. */
export interface Looker {
  caller: Caller | undefined;
  onlooker: Onlooker;
  blocked: ReadonlySet<string>;
}

/** A tag is shown while somebody may see one of so many of its newest clips. */
const TAG_CLIPS_LOOKED = 24;
const NOBODY: ReadonlySet<string> = new Set();

const NEWEST_OF_TAGS = {
  name: 'search.newest_of_tags',
  text: `SELECT t.tag, c.video_id, c.person_id FROM unnest($1::text[]) AS t(tag)
    CROSS JOIN LATERAL (SELECT video_id, person_id FROM search_tagged WHERE tag = t.tag
      ORDER BY published_at_ms DESC, video_id DESC LIMIT $2) AS c`,
};

/** @returns who looks. Staff see everything where they decide; here they see what everybody sees. */
export async function lookerOf(
  caller: Caller | undefined,
  apart: ApartReader | undefined,
): Promise<Looker> {
  const ties = caller === undefined ? undefined : await apart?.(caller.personId);
  return {
    caller,
    onlooker: { ...onlookerOf(caller), staff: false },
    blocked: ties?.blocked ?? NOBODY,
  };
}

/**
 * @param surface that shows them, as on the manifest.
 * @returns the JSON text of each thing that may be seen, by its item.
 */
export async function shownTexts(
  deps: ShownDeps,
  kind: DocumentKind,
  candidates: readonly Candidate[],
  looker: Looker,
): Promise<ReadonlyMap<string, string>> {
  switch (kind) {
    case 'clip':
      return await clipTexts(deps, candidates, looker);
    case 'person':
      return textsOf(await shownPeople(deps, 'search.found', candidates, looker));
    case 'pack': {
      const ids = candidates.map(({ item }) => item);
      return textsOf((await deps.packs?.seen(ids, looker.caller)) ?? new Map());
    }
    case 'tag':
      return textsOf(await shownTags(deps, 'search.found', candidates, looker));
    case 'sound':
      return await soundTexts(deps, candidates, looker);
    case 'story':
      return await storyTexts(deps, candidates, looker);
  }
}

async function clipTexts(
  { visibility, videos }: ShownDeps,
  candidates: readonly Candidate[],
  { caller, onlooker, blocked }: Looker,
): Promise<ReadonlyMap<string, string>> {
  const seen = candidates.filter(
    ({ item, person_id: personId }) =>
      !blocked.has(personId ?? '') &&
      visibility.check('search.found', item, onlooker).kind === 'visible',
  );
  return await videos.present(
    seen.map(({ item }) => item),
    caller,
  );
}

async function soundTexts(
  { visibility, videos }: ShownDeps,
  candidates: readonly Candidate[],
  { onlooker, blocked }: Looker,
): Promise<ReadonlyMap<string, string>> {
  const seen = candidates.filter(
    ({ item, person_id: personId }) =>
      !blocked.has(personId ?? '') &&
      visibility.check('search.found', item, onlooker).kind === 'visible',
  );
  return textsOf(await videos.soundCards(seen.map(({ item }) => item)));
}

/** @returns people by id, without those who leave, whom an order names, or who are kept apart from the looker. */
export async function shownPeople(
  { visibility, people }: ShownDeps,
  surface: 'search.found' | 'search.suggested',
  candidates: readonly Candidate[],
  { onlooker, blocked }: Looker,
): Promise<Map<string, FoundPerson>> {
  const ids = candidates
    .map(({ item }) => item)
    .filter(
      (id) => !blocked.has(id) && visibility.checkPerson(surface, id, onlooker).kind === 'visible',
    );
  const shown = new Map<string, FoundPerson>();
  for (const [id, person] of await people.peopleByIds(ids)) {
    const { handle, displayName, bio, sample } = person;
    shown.set(id, {
      handle,
      ...(displayName === undefined ? {} : { displayName }),
      ...(bio === undefined ? {} : { bio }),
      sample,
    });
  }
  return shown;
}

/** @returns tags by key of which the looker may see a clip. */
export async function shownTags(
  { database, visibility }: ShownDeps,
  surface: 'search.found' | 'search.suggested',
  candidates: readonly Candidate[],
  { onlooker, blocked }: Looker,
): Promise<Map<string, FoundTag>> {
  if (candidates.length === 0) return new Map();
  const newest = await database.query<{ tag: string; video_id: string; person_id: string }>(
    NEWEST_OF_TAGS,
    [candidates.map(({ item }) => item), TAG_CLIPS_LOOKED],
  );
  const seen = new Set<string>();
  for (const { tag, video_id: videoId, person_id: personId } of newest)
    if (
      !seen.has(tag) &&
      !blocked.has(personId) &&
      visibility.check(surface, videoId, onlooker).kind === 'visible'
    )
      seen.add(tag);
  return new Map(
    candidates
      .filter(({ item }) => seen.has(item))
      .map(({ item, title, clips }) => [item, { tag: title ?? item, clips }]),
  );
}

async function storyTexts(
  { visibility, stories }: ShownDeps,
  candidates: readonly Candidate[],
  { caller, onlooker }: Looker,
): Promise<ReadonlyMap<string, string>> {
  const ids = candidates
    .map(({ item }) => item)
    .filter((id) => visibility.checkStory('search.found', id, onlooker).kind === 'visible');
  const shown = new Map<string, string>();
  if (ids.length === 0) return shown;
  const language = caller?.languages[0];
  for (const [id, story] of await stories.stories(ids))
    if (story.id === id) shown.set(id, JSON.stringify(storyItem(story, language)));
  return shown;
}

function textsOf(things: ReadonlyMap<string, unknown>): ReadonlyMap<string, string> {
  return new Map([...things].map(([item, thing]) => [item, JSON.stringify(thing)]));
}
