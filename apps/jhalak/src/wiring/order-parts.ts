// What orders need of the house to reach every surface: how each thing is asked for, and how caches in front are told.

import { appendFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Accounts } from '@jhalak/accounts';
import type { Caller } from '@jhalak/contracts';
import { QUESTION_MAX } from '@jhalak/contracts/search';
import type { Clock } from '@jhalak/kernel';
import type { OrdersDeps } from '@jhalak/orders';
import type { Stories } from '@jhalak/stories';
import { mediaNames, onlookerOf, type Videos } from '@jhalak/videos';
import type { Visibility, WordsReader } from '@jhalak/visibility';

/** @returns how a thing is asked for: values of path parameters by name. */
export function surfacePaths(parts: {
  region: string;
  videos: Pick<Videos, 'stored'>;
  people: Pick<Accounts, 'peopleByIds'>;
  stories: Pick<Stories, 'stories'>;
  cards: WordsReader;
}): OrdersDeps['paths'] {
  return async ({ kind, id }) => {
    const lock = { region: [parts.region] };
    if (kind === 'card') {
      const language = (await parts.cards.words([id])).get(id)?.language;
      return { ...lock, ...(language === undefined ? {} : { language: [language] }), id: [id] };
    }
    if (kind === 'story') {
      const story = (await parts.stories.stories([id])).get(id);
      const languages = story?.told.tellings.map(({ language }) => language) ?? [];
      const q = story === undefined ? [] : [questionOf(story.told.headline)];
      return { ...lock, language: languages, id: [id], q };
    }
    const video = (await parts.videos.stored([id])).get(id);
    if (video === undefined) return { ...lock, id: [id] };
    const person = (await parts.people.peopleByIds([video.personId])).get(video.personId);
    return {
      region: [parts.region],
      language: [video.language],
      id: [id],
      tag: video.tags,
      q: [questionOf(video.caption)],
      file: mediaNames(video),
      ...(person === undefined ? {} : { handle: [person.handle] }),
    };
  };
}

/** As much of a text as a question of search may hold: enough to find it by. */
function questionOf(text: string): string {
  return Array.from(text).slice(0, QUESTION_MAX).join('');
}

/** @returns one reader of things of one kind over two features' things; ids are of one or the other. */
export function bothWords(one: WordsReader, other: WordsReader): WordsReader {
  return {
    kind: one.kind,
    words: async (ids) => new Map([...(await one.words(ids)), ...(await other.words(ids))]),
    page: async (after, limit) => {
      const pages = await Promise.all([one.page(after, limit), other.page(after, limit)]);
      return pages
        .flat()
        .toSorted((left, right) => (left.id < right.id ? -1 : 1))
        .slice(0, limit);
    },
  };
}

/**
 * @param storyOf finds the story in which a report stands.
 * @returns whether a caller may see what a report shows. Cost: nothing while no order is in force, then one look-up.
 */
export function reportGate(
  visibility: Visibility,
  storyOf: (reportId: string) => Promise<string | undefined>,
): (reportId: string, caller: Caller | undefined) => Promise<boolean> {
  return async (reportId, caller) => {
    if (!visibility.anyOrder()) return true;
    const storyId = await storyOf(reportId);
    if (storyId === undefined) return visibility.appBlock(caller?.state) === undefined;
    const verdict = visibility.checkStory('publishers.picture', storyId, onlookerOf(caller));
    return verdict.kind === 'visible' || verdict.reason !== 'withheld';
  };
}

/**
 * Tells caches in front of this cell what to forget: a line in a file that the operator's own cache follows. Without one,
 * caches forget within a minute by themselves.
 *
 * @param folder of the cell's logs.
 */
export function purgeFile(folder: string, clock: Clock): OrdersDeps['purge'] {
  return async (surrogateKeys) => {
    if (surrogateKeys.length === 0) return;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const line = JSON.stringify({ atMs: clock.nowMs(), keys: surrogateKeys });
    await appendFile(join(folder, 'purges.ndjson'), `${line}\n`, { mode: 0o600 });
  };
}
