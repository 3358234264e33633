// One state of one screen: where it is, who looks, and what brings it about.

import type { Page } from 'playwright-core';
import type { RouteName } from '../../../apps/web/src/shell/routes.ts';
import type { Who, World, WorldName } from './worlds.ts';

/** What addresses are made of. */
type Things = Pick<World, 'clip' | 'withheld' | 'silenced' | 'pack' | 'story' | 'maker'>;

/** What the line does with calls of the API once the page lives. */
export type Line = 'held' | 'refused' | 'cut';

/** What a step needs: the page, its words by key, the world. */
export interface Hand {
  page: Page;
  t: (key: string) => string;
  world: World;
}

/** One state of one screen. */
export interface Scene {
  route: RouteName;
  state: string;
  world: WorldName;
  who: Who;
  address: string | ((things: Things) => string);
  line?: Line;
  /** Before the page is opened. */
  before?: (hand: Hand) => Promise<void>;
  /** What somebody does until the state is there. */
  act?: (hand: Hand) => Promise<void>;
  /** Only in windows of this kind. */
  only?: 'phone' | 'laptop';
}
