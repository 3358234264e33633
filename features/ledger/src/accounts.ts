// Accounts: opened when they are first needed, read by whose and what for.

import { assert, isUuid } from '@jhalak/kernel';
import type { Clock, Ids } from '@jhalak/kernel';
import type { Queries, Tx } from '@jhalak/ports';
import { ACCOUNT_KINDS, type AccountKind } from './account-kinds.ts';
import { bookRule } from './books.ts';
import type { AccountRef } from './types.ts';

export interface AccountDeps {
  clock: Clock;
  ids: Ids;
  region: string;
}

/** See `Ledger.find`. */
export async function findAccount(
  deps: AccountDeps,
  on: Queries,
  ref: AccountRef,
): Promise<string | undefined> {
  const [row] = await on.query<{ account_id: string }>(
    {
      name: 'ledger.find_account',
      text: 'SELECT account_id FROM ledger_accounts WHERE book = $1 AND kind = $2 AND owner = $3',
    },
    [bookRule(deps.region, deps.clock.nowMs()).currency, ref.kind, ownerOf(ref)],
  );
  return row?.account_id;
}

/** See `Ledger.account`. */
export async function openAccount(deps: AccountDeps, tx: Tx, ref: AccountRef): Promise<string> {
  const known = await findAccount(deps, tx, ref);
  if (known !== undefined) return known;
  const kind: AccountKind = ACCOUNT_KINDS[ref.kind];
  const nowMs = deps.clock.nowMs();
  await tx.query(
    {
      name: 'ledger.open_account',
      text: `INSERT INTO ledger_accounts (book, account_id, kind, owner, person_id, may_overdraw, balance, carried,
          entry_count, opened_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 0, 0, 0, $7)
        ON CONFLICT (book, kind, owner) DO NOTHING`,
    },
    [
      bookRule(deps.region, nowMs).currency,
      deps.ids.next(),
      ref.kind,
      ownerOf(ref),
      kind.owner === 'person' ? ref.owner : null,
      kind.mayOverdraw,
      nowMs,
    ],
  );
  const opened = await findAccount(deps, tx, ref);
  assert(opened !== undefined, 'an account that was opened, or met, is there');
  return opened;
}

function ownerOf({ kind, owner }: AccountRef): string {
  const whose = ACCOUNT_KINDS[kind].owner;
  if (whose === 'house') {
    assert(owner === undefined, `${kind} belongs to the house`);
    return '';
  }
  assert(owner !== undefined && owner !== '', `${kind} belongs to somebody`);
  assert(whose !== 'person' || isUuid(owner), `${kind} belongs to a person`);
  return owner;
}
