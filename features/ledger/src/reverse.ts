import { problem } from '@jhalak/contracts';
import type { Tx } from '@jhalak/ports';
import { bookRule } from './books.ts';
import { postTransfers, type PostDeps } from './post.ts';
import type { PostOutcome, Reversal } from './types.ts';

/** See `Ledger.reverse`. Two who take the same one back at once: one waits, and is refused. */
export async function reverseTransfer(
  deps: PostDeps,
  tx: Tx,
  reversal: Reversal,
): Promise<PostOutcome> {
  const book = bookRule(deps.region, deps.clock.nowMs()).currency;
  const [original] = await tx.query<{ reverses: string | null }>(
    {
      name: 'ledger.hold_original',
      text: 'SELECT reverses FROM ledger_transfers WHERE book = $1 AND transfer_id = $2 FOR UPDATE',
    },
    [book, reversal.reverses],
  );
  if (original === undefined)
    throw problem('ledger.transfer_unknown', 'There is no such transfer in this book.');
  const { id, kind, reverses } = reversal;
  // Asked behind the lock: another's reversal may have been committed while this one waited.
  const [other] = await tx.query<{ transfer_id: string }>(
    {
      name: 'ledger.reversal_of',
      text: 'SELECT transfer_id FROM ledger_transfers WHERE book = $1 AND reverses = $2',
    },
    [book, reverses],
  );
  if (original.reverses !== null || (other !== undefined && other.transfer_id !== id))
    throw problem('ledger.reversed', 'This transfer was taken back already, or takes one back.');
  const lines = await tx.query<{ account_id: string; amount: number }>(
    {
      name: 'ledger.lines_of',
      text: 'SELECT account_id, amount FROM ledger_postings WHERE book = $1 AND transfer_id = $2',
    },
    [book, reverses],
  );
  const postings = lines.map((line) => ({ accountId: line.account_id, amount: -line.amount }));
  const facts = reversal.facts === undefined ? {} : { facts: reversal.facts };
  const transfer = { id, kind, postings, ...facts };
  const [outcome = 'posted'] = await postTransfers(deps, tx, [transfer], new Map([[id, reverses]]));
  return outcome;
}
