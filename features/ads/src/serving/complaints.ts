// What people say of ads, and what reviewers make of it. Upheld, an advertiser's creative is refused with the reviewer's words, so
// that it stops at once; a partner's ad is the operator's to take up with the partner.

import { problem } from '@jhalak/contracts';
import type { AdComplaint, AdComplaintVerdict, AdReportBody } from '@jhalak/contracts/ad-slots';
import { cleanText } from '@jhalak/kernel';
import type { Keys, Queries } from '@jhalak/ports';
import { getCreative, reviewCreative } from '../creatives.ts';
import { cursorOf, readCursor } from '../cursor.ts';
import type { StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';
import type { AboutAd } from './about-ads.ts';

export interface ComplaintDeps extends StoreDeps {
  keys: Keys;
}

interface ComplaintRow {
  organisation: string;
  report_id: string;
  person_id: string;
  creative: string;
  seen: AdComplaint['seen'];
  reason: AdComplaint['reason'];
  note_sealed: Buffer | null;
  state: AdComplaint['state'];
  at_ms: number;
}

const NOTE_CONTEXT = 'ad_reports.note_sealed';
const CURSOR = /^\d{1,16} [0-9a-f-]{36}$/;
/** As the manifest has it. */
const COMPLAINTS_KEPT_MS = 180 * 86_400_000;
const ROWS_MAX = 20_000;

/** Somebody's word on an ad; a second one of theirs on the same ad changes nothing. */
export async function complain(
  deps: ComplaintDeps,
  personId: string,
  about: AboutAd & { creative: string },
  { reason, note = '' }: AdReportBody,
): Promise<void> {
  const { database, journal, keys, clock, ids } = deps;
  const said = cleanText(note);
  const sealed =
    said === ''
      ? null
      : await keys.seal(personId, 'activity', NOTE_CONTEXT, Buffer.from(said, 'utf8'));
  const id = ids.next();
  const { organisation, creative, sponsor, title, url } = about;
  await database.transaction(async (tx) => {
    const entered = await tx.query(
      {
        name: 'ads.complain',
        text: `INSERT INTO ad_reports (organisation, report_id, person_id, creative, seen, reason, note_sealed, state, at_ms)
          VALUES ($1, $2, $3, $4, $5, $6, $7, 'open', $8)
          ON CONFLICT (organisation, creative, person_id) DO NOTHING RETURNING report_id`,
      },
      [
        ...[organisation, id, personId, creative, JSON.stringify({ sponsor, title, url })],
        ...[reason, sealed, clock.nowMs()],
      ],
    );
    if (entered.length > 0) await tell({ journal }, tx, { organisation, id }, 'reported');
  });
}

async function tell(
  { journal }: Pick<StoreDeps, 'journal'>,
  tx: Parameters<StoreDeps['journal']['append']>[0],
  { organisation, id }: { organisation: string; id: string },
  type: string,
): Promise<void> {
  await journal.append(tx, [
    {
      ...{ stream: 'ads.report', key: `${organisation}/${id}`, type },
      row: { table: 'ad_reports', key: `${organisation}/${id}` },
      facts: { organisation, report: id },
    },
  ]);
}

/** @returns a page of those that wait, the longest waiting first. @throws `cursor.invalid`. */
export async function listComplaints(
  { database, keys }: ComplaintDeps,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: AdComplaint[]; next: string | null }> {
  const [sinceMs = '0', id = '00000000-0000-0000-0000-000000000000'] =
    readCursor(page.cursor, CURSOR) ?? [];
  const rows = await database.query<ComplaintRow>(
    {
      name: 'ads.complaints',
      text: `SELECT organisation, report_id, person_id, creative, seen, reason, note_sealed, state, at_ms FROM ad_reports
        WHERE state = 'open' AND (at_ms, report_id) > ($1::bigint, $2::uuid) ORDER BY at_ms, report_id LIMIT $3`,
    },
    [sinceMs, id, page.limit],
  );
  const items = await Promise.all(rows.map(async (row) => await shown(keys, row)));
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return { items, next: last === undefined ? null : cursorOf(last.at_ms, last.report_id) };
}

/** A reviewer's verdict on what one person said. @throws `ads.not_found`; `ads.review_state` when it was decided before. */
export async function decideComplaint(
  deps: ComplaintDeps,
  id: string,
  { verdict, note }: AdComplaintVerdict,
  actor: Actor,
): Promise<void> {
  const row = await find(deps.database, id);
  const said = cleanText(note);
  await deps.database.transaction(async (tx) => {
    const changed = await tx.query(
      {
        name: 'ads.decide_complaint',
        text: `UPDATE ad_reports SET state = $3, verdict_note = $4, decided_by = $5, decided_at_ms = $6
          WHERE organisation = $1 AND report_id = $2 AND state = 'open' RETURNING report_id`,
      },
      [row.organisation, id, verdict, said, actor.personId, deps.clock.nowMs()],
    );
    if (changed.length === 0)
      throw problem('ads.review_state', 'Somebody decided on this report already.');
    await tell(deps, tx, { organisation: row.organisation, id }, verdict);
  });
  if (verdict === 'upheld' && !row.organisation.startsWith('seat:'))
    await refuse(deps, row, said, actor);
}

/** An advertiser that changed it meanwhile is looked at again anyway. */
async function refuse(
  deps: ComplaintDeps,
  { organisation, creative }: ComplaintRow,
  note: string,
  actor: Actor,
): Promise<void> {
  const { version, review } = await getCreative(deps.database, { organisation, creative });
  if (review.state === 'refused' || review.state === 'draft') return;
  await reviewCreative(
    deps,
    { organisation, creative },
    { verdict: 'refused', note, version },
    actor,
  );
}

async function find(on: Queries, id: string): Promise<ComplaintRow> {
  const [row] = await on.query<ComplaintRow>(
    {
      name: 'ads.complaint',
      text: `SELECT organisation, report_id, person_id, creative, seen, reason, note_sealed, state, at_ms FROM ad_reports
        WHERE report_id = $1`,
    },
    [id],
  );
  if (row === undefined) throw problem('ads.not_found', 'There is no such report.');
  return row;
}

async function shown(keys: Keys, row: ComplaintRow): Promise<AdComplaint> {
  const { person_id: personId, note_sealed: sealed } = row;
  const opened =
    sealed === null ? undefined : await keys.open(personId, 'activity', NOTE_CONTEXT, sealed);
  const seat = row.organisation.startsWith('seat:');
  return {
    id: row.report_id,
    ...(seat
      ? { seat: row.organisation.slice('seat:'.length) }
      : { organisation: row.organisation, creative: row.creative }),
    ...{ seen: row.seen, reason: row.reason, state: row.state, atMs: row.at_ms },
    note: opened?.toString('utf8') ?? '',
  };
}

/** Deletes what is older than it is kept. @returns how many. */
export async function forgetComplaints({ database, clock }: StoreDeps): Promise<number> {
  const rows = await database.query(
    {
      name: 'ads.forget_complaints',
      text: `DELETE FROM ad_reports WHERE (organisation, report_id) IN
        (SELECT organisation, report_id FROM ad_reports WHERE at_ms < $1 LIMIT $2) RETURNING report_id`,
    },
    [clock.nowMs() - COMPLAINTS_KEPT_MS, ROWS_MAX],
  );
  return rows.length;
}
