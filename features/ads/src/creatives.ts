// Creatives and their review. An advertiser writes the content; only reviewers write the verdict, and only on the version
// that they looked at. Every statement of an advertiser names the organisation.

import { problem } from '@jhalak/contracts';
import {
  CREATIVES_MAX,
  type Creative,
  type CreativeBody,
  type CreativeChange,
  type CreativeContent,
  type ReviewBody,
  type ReviewState,
} from '@jhalak/contracts/ads';
import { cleanText } from '@jhalak/kernel';
import type { Queries } from '@jhalak/ports';
import { cursorOf, ID_CURSOR, readCursor } from './cursor.ts';
import { noteApproved } from './library/library-store.ts';
import { readPicture } from './pictures/picture-store.ts';
import { checkRoom, locked, record, unknown, type StoreDeps } from './record.ts';
import type { Actor, AdClips } from './types.ts';

export interface CreativeDeps extends StoreDeps {
  clips: AdClips;
}

interface CreativeRow {
  organisation: string;
  creative_id: string;
  name: string;
  content: CreativeContent;
  version: number;
  review: ReviewState;
  review_note: string | null;
  reviewed_at_ms: number | null;
  waits_since_ms: number | null;
  created_at_ms: number;
  changed_at_ms: number;
}

interface CreativeKey {
  organisation: string;
  creative: string;
}

const WAITING_CURSOR = /^\d{1,16} [0-9a-f-]{36}$/;

/** @returns a page, the newest first. @throws `cursor.invalid`. */
export async function listCreatives(
  { database }: StoreDeps,
  organisation: string,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Creative[]; next: string | null }> {
  const [before = null] = readCursor(page.cursor, ID_CURSOR) ?? [];
  const rows = await database.query<CreativeRow>(
    {
      name: 'ads.creatives',
      text: `SELECT * FROM ad_creatives WHERE organisation = $1 AND ($2::uuid IS NULL OR creative_id < $2)
        ORDER BY creative_id DESC LIMIT $3`,
    },
    [organisation, before, page.limit],
  );
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  return { items: rows.map(shown), next: last === undefined ? null : cursorOf(last.creative_id) };
}

/** @returns those of all advertisers that wait for a verdict, the longest waiting first. @throws `cursor.invalid`. */
export async function listWaiting(
  { database }: StoreDeps,
  page: { limit: number; cursor?: string | undefined },
): Promise<{ items: Creative[]; next: string | null }> {
  const [sinceMs = 0, id = '00000000-0000-0000-0000-000000000000'] =
    readCursor(page.cursor, WAITING_CURSOR) ?? [];
  const rows = await database.query<CreativeRow>(
    {
      name: 'ads.waiting',
      text: `SELECT * FROM ad_creatives WHERE review = 'in_review' AND (waits_since_ms, creative_id) > ($1, $2)
        ORDER BY waits_since_ms, creative_id LIMIT $3`,
    },
    [sinceMs, id, page.limit],
  );
  const last = rows.length < page.limit ? undefined : rows.at(-1);
  const next = last === undefined ? null : cursorOf(last.waits_since_ms ?? 0, last.creative_id);
  return { items: rows.map(shown), next };
}

/** @throws `ads.not_found`. */
export async function getCreative(on: Queries, key: CreativeKey): Promise<Creative> {
  return shown(await read(on, key));
}

/** @returns its id. @throws `ads.not_found`, `ads.too_many`, `ads.clip_not_yours`, `ads.picture_not_ready`. */
export async function createCreative(
  deps: CreativeDeps,
  organisation: string,
  body: CreativeBody,
  actor: Actor,
): Promise<string> {
  await checkContent(deps, organisation, body.content, actor);
  const thingId = deps.ids.next();
  await locked(deps, organisation, async (tx) => {
    const [row] = await tx.query<{ count: number }>(
      {
        name: 'ads.creative_count',
        text: 'SELECT count(*)::int AS count FROM ad_creatives WHERE organisation = $1',
      },
      [organisation],
    );
    checkRoom(row?.count ?? 0, CREATIVES_MAX, 'creatives');
    await tx.query(
      {
        name: 'ads.create_creative',
        text: `INSERT INTO ad_creatives (organisation, creative_id, name, content, version, review, created_at_ms,
          changed_at_ms) VALUES ($1, $2, $3, $4, 1, 'draft', $5, $5)`,
      },
      [organisation, thingId, cleanText(body.name), contentText(body.content), deps.clock.nowMs()],
    );
    const table = 'ad_creatives';
    await record(deps, tx, { organisation, actor, action: 'creative_made', table, thingId });
  });
  return thingId;
}

/**
 * New content of one that was handed in goes back to the reviewers.
 *
 * @throws `ads.not_found`, `ads.clip_not_yours`, `ads.picture_not_ready`.
 */
export async function changeCreative(
  deps: CreativeDeps,
  key: CreativeKey,
  change: CreativeChange,
  actor: Actor,
): Promise<void> {
  const { organisation, creative } = key;
  if (change.content !== undefined) await checkContent(deps, organisation, change.content, actor);
  await locked(deps, organisation, async (tx) => {
    const row = await read(tx, key);
    const name = change.name === undefined ? row.name : cleanText(change.name);
    const nowMs = deps.clock.nowMs();
    await tx.query(
      {
        name: 'ads.name_creative',
        text: `UPDATE ad_creatives SET name = $3, changed_at_ms = $4 WHERE organisation = $1 AND creative_id = $2`,
      },
      [organisation, creative, name, nowMs],
    );
    if (change.content !== undefined)
      await tx.query(
        {
          name: 'ads.change_creative',
          text: `UPDATE ad_creatives SET content = $3, version = version + 1, review_note = NULL, reviewed_by = NULL,
            reviewed_at_ms = NULL, review = CASE review WHEN 'draft' THEN 'draft' ELSE 'in_review' END,
            waits_since_ms = CASE review WHEN 'draft' THEN NULL ELSE $4::bigint END
            WHERE organisation = $1 AND creative_id = $2`,
        },
        [organisation, creative, contentText(change.content), nowMs],
      );
    const act = { organisation, actor, action: 'creative_changed', thingId: creative };
    await record(deps, tx, { ...act, table: 'ad_creatives' });
  });
}

/** Hands a draft to the reviewers. @throws `ads.not_found`; `ads.review_state` when it is none. */
export async function submitCreative(
  deps: StoreDeps,
  key: CreativeKey,
  actor: Actor,
): Promise<void> {
  const { organisation, creative } = key;
  await locked(deps, organisation, async (tx) => {
    const row = await read(tx, key);
    if (row.review !== 'draft')
      throw problem('ads.review_state', 'This creative was handed in; change it to be seen again.');
    await tx.query(
      {
        name: 'ads.submit_creative',
        text: `UPDATE ad_creatives SET review = 'in_review', waits_since_ms = $3, changed_at_ms = $3
          WHERE organisation = $1 AND creative_id = $2`,
      },
      [organisation, creative, deps.clock.nowMs()],
    );
    const act = { organisation, actor, action: 'creative_submitted', thingId: creative };
    await record(deps, tx, { ...act, table: 'ad_creatives' });
  });
}

/** A reviewer's verdict; one who approved can refuse later. @throws `ads.not_found`, `ads.review_state`, `ads.note`. */
export async function reviewCreative(
  deps: StoreDeps,
  key: CreativeKey,
  { verdict, note = '', version }: ReviewBody,
  actor: Actor,
): Promise<void> {
  const { organisation, creative } = key;
  const said = cleanText(note);
  if (verdict === 'refused' && said === '')
    throw problem('ads.note', 'Say in `note` why it is refused; the advertiser reads it.');
  await locked(deps, organisation, async (tx) => {
    const row = await read(tx, key);
    if (row.version !== version || row.review === 'draft' || row.review === verdict)
      throw problem('ads.review_state', 'The creative changed or has this verdict; read it again.');
    await tx.query(
      {
        name: 'ads.review_creative',
        text: `UPDATE ad_creatives SET review = $3, review_note = nullif($4, ''), reviewed_by = $5, reviewed_at_ms = $6,
          waits_since_ms = NULL WHERE organisation = $1 AND creative_id = $2`,
      },
      [organisation, creative, verdict, said, actor.personId, deps.clock.nowMs()],
    );
    if (verdict === 'approved') await noteApproved(tx, deps.ids, row, deps.clock.nowMs());
    const act = { organisation, actor, action: `creative_${verdict}`, thingId: creative };
    await record(deps, tx, { ...act, note: said, table: 'ad_creatives' });
  });
}

async function read(on: Queries, { organisation, creative }: CreativeKey): Promise<CreativeRow> {
  const [row] = await on.query<CreativeRow>(
    {
      name: 'ads.creative',
      text: 'SELECT * FROM ad_creatives WHERE organisation = $1 AND creative_id = $2',
    },
    [organisation, creative],
  );
  if (row === undefined) throw unknown('creative');
  return row;
}

/**
 * A clip is advertised by the person who made it; whether it may be seen, visibility is asked at each showing. A picture is
 * the advertiser's own, and was found good.
 */
async function checkContent(
  { clips, database }: CreativeDeps,
  organisation: string,
  content: CreativeContent,
  actor: Actor,
): Promise<void> {
  if (content.kind === 'lock') {
    const { state } = await readPicture(database, { organisation, picture: content.picture });
    if (state !== 'ready')
      throw problem('ads.picture_not_ready', `The picture is \`${state}\`, and not ready.`);
  }
  if (content.kind !== 'clip') return;
  const stored = (await clips.stored([content.videoId])).get(content.videoId);
  if (stored?.personId !== actor.personId)
    throw problem('ads.clip_not_yours', 'Only a clip of your own can be advertised; name one.');
}

function contentText(content: CreativeContent): string {
  if (content.kind === 'clip')
    return JSON.stringify({ ...content, button: cleanText(content.button) });
  if (content.kind === 'lock') {
    const { alternative, title, sponsor, button } = content;
    return JSON.stringify({
      ...content,
      ...{ alternative: cleanText(alternative), title: cleanText(title) },
      ...{ sponsor: cleanText(sponsor), button: cleanText(button) },
    });
  }
  const { title, text, sponsor, button } = content;
  return JSON.stringify({
    ...content,
    ...{ title: cleanText(title), text: cleanText(text) },
    ...{ sponsor: cleanText(sponsor), button: cleanText(button) },
  });
}

function shown(row: CreativeRow): Creative {
  return {
    id: row.creative_id,
    organisation: row.organisation,
    name: row.name,
    content: row.content,
    review: {
      state: row.review,
      ...(row.review_note === null ? {} : { note: row.review_note }),
      ...(row.reviewed_at_ms === null ? {} : { atMs: row.reviewed_at_ms }),
    },
    version: row.version,
    createdAtMs: row.created_at_ms,
    changedAtMs: row.changed_at_ms,
  };
}
