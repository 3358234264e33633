// What somebody would be shown of clips that an archive names: by what is written, because what visibility holds in memory is not
// there in every role.

import type { Accounts } from '@jhalak/accounts';
import { clipsUnderOrders } from '@jhalak/orders';
import type { Database } from '@jhalak/ports';
import type { Social } from '@jhalak/social';
import { seenAmong } from '@jhalak/visibility';

interface SeenDeps {
  database: Database;
  accounts: Pick<Accounts, 'viewerById'>;
  social: Pick<Social, 'ties'>;
}

/** @returns those of these clips whose page a person would be shown; nobody is staff here. Cost: a handful of queries. */
export async function seenByPerson(
  { database, accounts, social }: SeenDeps,
  personId: string,
  videoIds: readonly string[],
): Promise<ReadonlySet<string>> {
  const viewer = await accounts.viewerById(personId);
  const { follows, closeTo, apart } = await social.ties(personId);
  const onlooker = { personId, ageBand: viewer?.ageBand, follows, closeTo, apart };
  const withheld = await clipsUnderOrders(database, videoIds);
  const seen = await seenAmong(database, videoIds, onlooker);
  return new Set([...seen].filter((id) => !withheld.has(id)));
}
