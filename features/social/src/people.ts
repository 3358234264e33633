// What social needs of accounts; wired in the app.

import type { AgeBand } from '@jhalak/contracts';
import type { Queries, Tx } from '@jhalak/ports';

export interface SocialPerson {
  personId: string;
  handle: string;
  displayName?: string | undefined;
  bio?: string | undefined;
  createdAtMs: number;
  sample: boolean;
}

/** Whom accounts knows by name. */
export interface SocialPeople {
  personByHandle(handle: string): Promise<SocialPerson | undefined>;
  peopleByIds(ids: readonly string[]): Promise<ReadonlyMap<string, SocialPerson>>;
  mayBePublic(tx: Tx, personId: string): Promise<boolean>;
  viewerById(personId: string): Promise<{ ageBand?: AgeBand } | undefined>;
  /** @returns those of these who are children, as it stands on `on`. */
  childrenAmong(on: Queries, personIds: readonly string[]): Promise<ReadonlySet<string>>;
}
