// How much one person can write. One number a person: until when what they wrote counts against them. Each comment, and each
// person that it names, moves it on; nobody may be further ahead than a burst. So in any time T at most
// RATE_BURST + T / RATE_EVERY_MS units get through, in however many processes and whatever else is deleted meanwhile.

import type { Tx } from '@jhalak/ports';
import { problem } from '@jhalak/contracts';

/** A lively thread: ten comments at once, or two that call five people each. */
const RATE_BURST = 12;
/** And then three a minute: 180 in an hour, which nobody writes by hand. */
const RATE_EVERY_MS = 20_000;

const TAKE = {
  name: 'comments.take_rate',
  text: `INSERT INTO comment_rates (person_id, full_until_ms) VALUES ($1, $2::bigint + $3::bigint)
    ON CONFLICT (person_id) DO UPDATE
      SET full_until_ms = greatest(comment_rates.full_until_ms, $2::bigint) + $3::bigint
      WHERE greatest(comment_rates.full_until_ms, $2::bigint) + $3::bigint - $2::bigint <= $4::bigint
    RETURNING full_until_ms`,
};

/**
 * Counts one comment against its writer; others of the same person wait for this transaction.
 *
 * @param mentions people whom it names.
 * @throws `comment.too_many`. Cost: one short write.
 */
export async function takeRate(
  tx: Tx,
  personId: string,
  mentions: number,
  nowMs: number,
): Promise<void> {
  const cost = (1 + mentions) * RATE_EVERY_MS;
  const taken = await tx.query(TAKE, [personId, nowMs, cost, RATE_BURST * RATE_EVERY_MS]);
  if (taken.length > 0) return;
  throw problem('comment.too_many', 'That were many comments at once. Wait a little, then go on.', {
    retryAfterS: Math.ceil(cost / 1_000),
  });
}
