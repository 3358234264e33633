// The other halves of a person's edges carry other people's ids, and stand under these people. They are found by the person's own
// halves: looking through everybody's would cost a whole table for each person who is erased.

import type { Database } from '@jhalak/ports';

/** A table of own halves, the one with the other halves, and their columns for the other person. */
const PAIRS = [
  ['social_following', 'followee_id', 'social_followers', 'follower_id'],
  ['social_followers', 'follower_id', 'social_following', 'followee_id'],
  ['social_ties', 'other_id', 'social_ties_back', 'other_id'],
  ['social_ties_back', 'other_id', 'social_ties', 'other_id'],
  ['social_requests', 'asker_id', 'social_asked', 'asked_id'],
  ['social_asked', 'asked_id', 'social_requests', 'asker_id'],
  ['social_close', 'friend_id', 'social_close_back', 'owner_id'],
  ['social_close_back', 'owner_id', 'social_close', 'friend_id'],
] as const;

/** Removes them; the own halves go with the manifest's tables. Idempotent. Cost: eight deletes by key. */
export async function eraseMirrors(database: Database, personId: string): Promise<void> {
  for (const [own, other, theirs, me] of PAIRS) {
    await database.query(
      {
        name: `social.erase_${theirs}`,
        text: `DELETE FROM ${theirs} AS theirs USING ${own} AS own
          WHERE own.person_id = $1 AND theirs.person_id = own.${other} AND theirs.${me} = $1`,
      },
      [personId],
    );
  }
}
