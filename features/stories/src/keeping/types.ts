// What is kept of stories, and what other features get of them.

import type { Genre } from '@jhalak/contracts/languages';
import type { PublisherReport } from '@jhalak/publishers';
import type { WordsReader } from '@jhalak/visibility';
import type { ToldStory } from '../telling/tell-story.ts';

/** `stories.story`: the stream's name. */
export const STORY_STREAM = 'stories.story';

/**
 * Facts of an event of `stories.story`, the whole state after the change; its key is the story's id.
 *
 * Types: `changed` (new, or told otherwise), `dark` (no report is left to show, or it is part of another story now).
 */
export interface StoryFacts {
  /** False with `dark`. */
  shown: boolean;
  /** Fit for people of 18 or more only. */
  adult: boolean;
  reports: number;
  /** Independent ones. */
  origins: number;
  genre: string;
  /** BCP 47. */
  languages: string[];
  updatedAtMs: number;
  /** On `dark` only: the story that holds its reports now. */
  mergedInto?: string;
}

/** What telling made of a story's reports, as stored. */
export type Told = Omit<ToldStory, 'genre'> & { genre: Genre };

/** A story that is shown, with what its publishers let us show now. */
export interface Story {
  id: string;
  told: Told;
  /** Shown ones, in the order in which they were published; 1 or more. */
  reports: readonly PublisherReport[];
  /** How many reports it has; more than `reports` where only some of very many were told. */
  reportCount: number;
  /** 0 to 1, as of now. */
  trend: number;
  happenedAtMs: number;
  updatedAtMs: number;
}

/** What stories give to other features. */
export interface Stories {
  /**
   * @param ids at most 100.
   * @returns stories that have something to show, by the id that was asked for; a merged one as the story that holds its
   *   reports. Cost: two short queries for them all, and their reports.
   */
  stories(ids: readonly string[]): Promise<ReadonlyMap<string, Story>>;
}

/** What orders ask of stories. */
export interface StoryOrders {
  words: WordsReader;
  /** @returns the story in which a report stands; undefined when it stands in none. */
  storyOfReport(reportId: string): Promise<string | undefined>;
}
