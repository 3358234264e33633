// What ads needs of its neighbours, and gives to the house.

import type { Caller } from '@jhalak/contracts';
import type { Tx } from '@jhalak/ports';

/** Gives somebody the role within an advertiser; by accounts, wired in the app. */
export interface AdvertiserPeople {
  grantRoleIn(
    tx: Tx,
    change: { personId: string; role: 'advertiser'; organisation: string; reason: string },
  ): Promise<void>;
}

/** Whose clips they are; by videos, wired in the app. */
export interface AdClips {
  stored(ids: readonly string[]): Promise<ReadonlyMap<string, { personId: string }>>;
}

/** Whether orders let an ad be seen; by visibility, wired in the app. */
export interface AdSight {
  maySee(surface: string, creativeId: string, caller: Caller | undefined): boolean;
}

/** Who does something, and for whom. */
export interface Actor {
  personId: string;
  side: 'advertiser' | 'operator';
}
