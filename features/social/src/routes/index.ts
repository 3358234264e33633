// Every route of social, in the order in which the documentation shows them.

import type { Route } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Videos } from '@jhalak/videos';
import type { ApartStore } from '../apart-store.ts';
import type { CloseStore } from '../close-store.ts';
import type { ListParts } from '../lists.ts';
import type { PackStore } from '../packs/pack-store.ts';
import type { RepostStore } from '../repost-store.ts';
import type { SaveStore } from '../save-store.ts';
import type { SocialStore } from '../store.ts';
import type { SocialNeighbours } from '../social.ts';
import type { PopularCreators } from '../suggest.ts';
import { apartRoutes } from './apart.ts';
import { closeRoutes } from './close.ts';
import { collectionRoutes } from './collections.ts';
import { followRoutes } from './follow.ts';
import { getPerson } from './get-person.ts';
import { likeRoutes } from './like.ts';
import { listRoutes } from './lists.ts';
import { packRoutes } from './packs.ts';
import { privacyRoutes } from './privacy.ts';
import { repostRoutes } from './repost.ts';
import { requestRoutes } from './requests.ts';
import { saveRoutes } from './saves.ts';
import { getSuggestions } from './suggestions.ts';

export interface SocialParts extends ListParts {
  clock: Clock;
  videos: Videos;
  popular: PopularCreators;
  follows: SocialStore;
  apart: ApartStore;
  close: CloseStore;
  saves: SaveStore;
  reposts: RepostStore;
  packs: PackStore;
  whereabouts: SocialNeighbours['whereabouts'];
}

export function socialRoutes(parts: SocialParts): Route[] {
  return [
    getPerson(parts),
    ...followRoutes(parts),
    ...requestRoutes(parts),
    ...privacyRoutes(parts),
    ...apartRoutes(parts),
    ...closeRoutes(parts),
    ...listRoutes(parts),
    getSuggestions(parts),
    ...packRoutes(parts),
    ...likeRoutes(parts),
    ...saveRoutes(parts),
    ...collectionRoutes(parts),
    ...repostRoutes(parts),
  ];
}
