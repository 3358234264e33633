// Advertisers: who signed up, and what the operator found.

import { problem } from '@jhalak/contracts';
import {
  ADVERTISERS_PER_PERSON_MAX,
  type Advertiser,
  type AdvertiserBody,
  type AdvertiserChange,
  type VerificationBody,
} from '@jhalak/contracts/ads';
import { cleanText } from '@jhalak/kernel';
import { cursorOf, readCursor } from './cursor.ts';
import { renameInLibrary } from './library/library-store.ts';
import {
  checkRoom,
  locked,
  record,
  unknown,
  type AdvertiserRow,
  type StoreDeps,
} from './record.ts';
import type { Actor, AdvertiserPeople } from './types.ts';

const ORGANISATION_CURSOR = /^[a-z0-9._-]{1,60}$/;

/** One person signs up an advertiser and is its first member, in one transaction. @throws `ads.known`, `ads.too_many`. */
export async function signUp(
  deps: StoreDeps & { people: AdvertiserPeople },
  body: AdvertiserBody,
  actor: Actor,
): Promise<void> {
  const { database, clock, people } = deps;
  const { organisation } = body;
  await database.transaction(async (tx) => {
    const entered = await tx.query(
      {
        name: 'ads.sign_up',
        text: `INSERT INTO ad_advertisers (organisation, name, legal_name, website, tax_id, state, verification, version,
            created_by, created_at_ms, changed_at_ms) VALUES ($1, $2, $3, $4, $5, $6, 'waiting', 1, $7, $8, $8)
          ON CONFLICT (organisation) DO NOTHING RETURNING organisation`,
      },
      [
        organisation,
        cleanText(body.name),
        cleanText(body.legalName),
        body.website,
        body.taxId ?? null,
        body.state ?? null,
        actor.personId,
        clock.nowMs(),
      ],
    );
    if (entered.length === 0)
      throw problem('ads.known', 'Another advertiser has this short name; take another one.');
    const reason = 'signed up this advertiser';
    const { personId } = actor;
    await people.grantRoleIn(tx, { personId, role: 'advertiser', organisation, reason });
    // Behind the person's lock, which the grant holds: two at once are counted one after the other.
    const [made] = await tx.query<{ count: number }>(
      {
        name: 'ads.made_by',
        text: 'SELECT count(*)::int AS count FROM ad_advertisers WHERE created_by = $1',
      },
      [personId],
    );
    checkRoom((made?.count ?? 1) - 1, ADVERTISERS_PER_PERSON_MAX, 'advertisers of one person');
    await record(deps, tx, { organisation, actor, action: 'signed_up', table: 'ad_advertisers' });
  });
}

/** Changes what it says of itself; what was verified is then looked at again. @throws `ads.not_found`. */
export async function changeAdvertiser(
  deps: StoreDeps,
  organisation: string,
  change: AdvertiserChange,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx, row) => {
    const name = change.name === undefined ? row.name : cleanText(change.name);
    const legalName = change.legalName === undefined ? row.legal_name : cleanText(change.legalName);
    await tx.query(
      {
        name: 'ads.change_advertiser',
        text: `UPDATE ad_advertisers SET name = $2, legal_name = $3, website = $4, tax_id = $5, state = $6,
          verification = 'waiting', verification_note = NULL, verified_by = NULL, verified_at_ms = NULL,
          version = version + 1, changed_at_ms = $7 WHERE organisation = $1`,
      },
      [
        organisation,
        ...[name, legalName],
        change.website ?? row.website,
        change.taxId === undefined ? row.tax_id : change.taxId,
        change.state === undefined ? row.state : change.state,
        deps.clock.nowMs(),
      ],
    );
    if (name !== row.name || legalName !== row.legal_name)
      await renameInLibrary(tx, organisation, [name, legalName]);
    await record(deps, tx, { organisation, actor, action: 'changed', table: 'ad_advertisers' });
  });
}

/** The operator's verdict. @throws `ads.not_found`; `ads.review_state` when another version stands there by now. */
export async function verify(
  deps: StoreDeps,
  organisation: string,
  { verdict, note, version }: VerificationBody,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx, row) => {
    if (row.version !== version)
      throw problem('ads.review_state', 'The advertiser changed since; read it again.');
    const said = cleanText(note);
    await tx.query(
      {
        name: 'ads.verify',
        text: `UPDATE ad_advertisers SET verification = $2, verification_note = $3, verified_by = $4, verified_at_ms = $5,
          changed_at_ms = $5 WHERE organisation = $1`,
      },
      [organisation, verdict, said, actor.personId, deps.clock.nowMs()],
    );
    const act = { organisation, actor, action: verdict, note: said };
    await record(deps, tx, { ...act, table: 'ad_advertisers' });
  });
}

/** @returns a page by short name; of these organisations, or all. @throws `cursor.invalid`. */
export async function listAdvertisers(
  { database }: Pick<StoreDeps, 'database'>,
  of: 'all' | readonly string[],
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Advertiser[]; next: string | null }> {
  const [after = ''] = readCursor(page.cursor, ORGANISATION_CURSOR) ?? [];
  const rows = await database.query<AdvertiserRow>(
    {
      name: 'ads.advertisers',
      text: `SELECT * FROM ad_advertisers WHERE ($1::text[] IS NULL OR organisation = ANY($1)) AND organisation > $2
        ORDER BY organisation LIMIT $3`,
    },
    [of === 'all' ? null : of, after, page.limit],
  );
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return { items: rows.map(shown), next: last === undefined ? null : cursorOf(last.organisation) };
}

/** @throws `ads.not_found`. */
export async function getAdvertiser(
  { database }: Pick<StoreDeps, 'database'>,
  organisation: string,
): Promise<Advertiser> {
  const [row] = await database.query<AdvertiserRow>(
    { name: 'ads.advertiser', text: 'SELECT * FROM ad_advertisers WHERE organisation = $1' },
    [organisation],
  );
  if (row === undefined) throw unknown('advertiser');
  return shown(row);
}

function shown(row: AdvertiserRow): Advertiser {
  return {
    organisation: row.organisation,
    name: row.name,
    legalName: row.legal_name,
    website: row.website,
    ...(row.tax_id === null ? {} : { taxId: row.tax_id }),
    ...(row.state === null ? {} : { state: row.state }),
    verification: {
      state: row.verification,
      ...(row.verification_note === null ? {} : { note: row.verification_note }),
      ...(row.verified_at_ms === null ? {} : { atMs: row.verified_at_ms }),
    },
    version: row.version,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}
