// What the routes of a person's own taste need of the house, as narrow as they use it.

import type { Caller } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { ChoiceStore } from '../controls/choices.ts';
import type { Taste } from '../taste.ts';

/** Clips as clients see them; given by videos. */
export interface ClipTexts {
  /** @returns JSON texts (contract Video) by id. */
  present(ids: readonly string[], caller: Caller | undefined): Promise<Map<string, string>>;
}

/** Names of creators; given by accounts. */
export interface CreatorNames {
  peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, { handle: string }>>;
  personByHandle(handle: string): Promise<{ personId: string } | undefined>;
}

/** What the routes work with. */
export interface TasteRoutesDeps {
  taste: Taste;
  choices: ChoiceStore;
  clips: ClipTexts;
  people: CreatorNames;
  /** @returns those of these clips that the caller may see on their taste page: visibility, as everywhere, and blocks. */
  seenBy(caller: Caller, videoIds: readonly string[]): Promise<readonly string[]>;
  clock: Clock;
  region: string;
}

export const TASTE_TAG = 'viewers';
/** Nobody changes their mind more often; a file of choices counts once. */
export const CHANGES_PER_MINUTE = 60;
