// Where documents come from: what other features show of things now. The journal only says what changed.

import type { Accounts } from '@jhalak/accounts';
import type { Stories, StoryOrders } from '@jhalak/stories';
import type { Videos } from '@jhalak/videos';
import {
  clipDocument,
  packDocument,
  personDocument,
  soundDocument,
  storyDocument,
  type Document,
  type PackWords,
} from './documents.ts';
import type { Looked } from './document-store.ts';

export interface Sources {
  videos: Pick<Videos, 'stored' | 'saidIn' | 'words' | 'idsOf'>;
  people: Pick<Accounts, 'peopleByIds' | 'forgetPeople' | 'accountIdsAfter'>;
  stories: Pick<Stories & StoryOrders, 'stories' | 'words'>;
  /** Follow packs; given by social. */
  packs?: PackReader | undefined;
  /** @returns whose clips are for their followers alone, as written; given by social. */
  privateAmong?: ((personIds: readonly string[]) => Promise<ReadonlySet<string>>) | undefined;
}

/** Where follow packs are written. */
export interface PackReader {
  words(packIds: readonly string[]): Promise<readonly PackWords[]>;
  idsAfter(after: string, limit: number): Promise<string[]>;
}

/** Kinds of things that are read from elsewhere; tags come with their clips. */
export type SourceKind = 'clip' | 'person' | 'pack' | 'story' | 'sound';
export const SOURCE_KINDS: readonly SourceKind[] = ['clip', 'person', 'pack', 'story', 'sound'];
/** Stories bring their reports; they are read in pages of this size. */
const STORIES_PAGE = 100;

/** @returns how each of these things is to be found now, or that it is not. */
export async function lookAt(
  sources: Sources,
  kind: SourceKind,
  ids: readonly string[],
): Promise<Looked[]> {
  const documents = await documentsOf(sources, kind, ids);
  return ids.map((item) => ({ kind, item, document: documents.get(item) }));
}

/** @returns the next ids of a kind in their order; fewer than `limit` at the end. */
export async function idsAfter(
  sources: Sources,
  kind: SourceKind,
  after: string,
  limit: number,
): Promise<string[]> {
  if (kind === 'person') return await sources.people.accountIdsAfter(after, limit);
  if (kind === 'pack') return (await sources.packs?.idsAfter(after, limit)) ?? [];
  const words = kind === 'story' ? sources.stories.words : sources.videos.words;
  return (await words.page(after, limit)).map(({ id }) => id);
}

async function documentsOf(
  { videos, people, packs, stories, privateAmong }: Sources,
  kind: SourceKind,
  ids: readonly string[],
): Promise<Map<string, Document>> {
  const found = new Map<string, Document>();
  if (kind === 'clip' || kind === 'sound') {
    const stored = await videos.stored(ids);
    const said = kind === 'clip' ? await videos.saidIn(ids) : undefined;
    const creators = [...new Set([...stored.values()].map(({ personId }) => personId))];
    const closed = await privateAmong?.(creators);
    const names = kind === 'sound' ? await people.peopleByIds(creators) : undefined;
    for (const [id, video] of stored) {
      if (closed?.has(video.personId) === true || video.audience !== 'everyone') continue;
      const handle = names?.get(video.personId)?.handle;
      if (kind === 'clip') keep(found, id, clipDocument(video, said?.get(id)));
      else if (handle !== undefined) keep(found, id, soundDocument(video, handle));
    }
  } else if (kind === 'person') {
    // Another process's change is in the journal, and not yet in this one's memory.
    people.forgetPeople(ids);
    for (const [id, person] of await people.peopleByIds(ids))
      keep(found, id, personDocument(person));
  } else if (kind === 'pack') {
    const stored = (await packs?.words(ids)) ?? [];
    const makers = await people.peopleByIds([...new Set(stored.map(({ personId }) => personId))]);
    for (const pack of stored) {
      const handle = makers.get(pack.personId)?.handle;
      if (handle !== undefined) keep(found, pack.packId, packDocument(pack, handle));
    }
  } else {
    for (let at = 0; at < ids.length; at += STORIES_PAGE) {
      const page = ids.slice(at, at + STORIES_PAGE);
      // A story that became part of another one is found as that one.
      for (const [id, story] of await stories.stories(page))
        keep(found, id, story.id === id ? storyDocument(story) : undefined);
    }
  }
  return found;
}

function keep(into: Map<string, Document>, id: string, document: Document | undefined): void {
  if (document !== undefined) into.set(id, document);
}
