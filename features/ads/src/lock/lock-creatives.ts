// Ads as they lie in packs on phones: what they show, and how they are taken back. A pack is signed and cannot be changed, so
// each version of a creative has an id of its own there, which the kill list names once that version may not be seen.

import { createHash } from 'node:crypto';
import type { CreativeContent } from '@jhalak/contracts/ads';
import type { LockFile } from '@jhalak/contracts/lock';
import type { Database, DurableConsumer, Queries, Tx } from '@jhalak/ports';
import { fileOf, type MadePicture } from '../pictures/picture-store.ts';

/** Versions that can lie on phones at once: packs live for a day, and each version waits for a reviewer. */
const VERSIONS_MAX = 20;
/** Approved creatives of one advertiser; the contract's bound of all. */
const CREATIVES_MAX = 2_000;

/** One version of a creative, for packs. */
export interface LockCreative {
  /** As packs and kill lists name it. */
  id: string;
  /** Of an ad that is a picture, with all its encodings. */
  picture?: Pick<MadePicture, 'focus' | 'thumbhash'> & {
    alternative: string;
    files: readonly LockFile[];
  };
}

interface CreativeRow {
  organisation: string;
  creative_id: string;
  version: number;
  content: CreativeContent;
  made: MadePicture | null;
}

/** @returns what may be shown now, by creative; what is not approved any more is missing. Cost: one query. */
export async function lockCreatives(
  database: Database,
  wanted: readonly { organisation: string; creative: string }[],
): Promise<ReadonlyMap<string, LockCreative>> {
  if (wanted.length === 0) return new Map();
  const rows = await database.query<CreativeRow>(
    {
      name: 'ads.lock_creatives',
      text: `SELECT c.organisation, c.creative_id, c.version, c.content, p.made
        FROM unnest($1::text[], $2::uuid[]) AS w(organisation, creative_id)
        JOIN ad_creatives c ON c.organisation = w.organisation AND c.creative_id = w.creative_id
        LEFT JOIN ad_pictures p ON p.organisation = c.organisation AND p.picture_id::text = c.content ->> 'picture'
        WHERE c.review = 'approved'`,
    },
    [wanted.map((one) => one.organisation), wanted.map((one) => one.creative)],
  );
  return new Map(rows.map((row) => [row.creative_id, creativeOf(row)]));
}

function creativeOf({ organisation, creative_id, version, content, made }: CreativeRow) {
  const id = lockId(creative_id, version);
  if (content.kind !== 'lock' || made === null) return { id };
  const key = { organisation, picture: content.picture };
  const { focus, thumbhash, renditions } = made;
  const files = renditions.map((one) => fileOf(key, one));
  return { id, picture: { focus, thumbhash, alternative: content.alternative, files } };
}

/** @returns the id of one version of a creative: always the same, and nobody else's. */
export function lockId(creative: string, version: number): string {
  const hash = createHash('sha256').update(`lock ad/${creative}/${version}`).digest('hex');
  // RFC 9562, version 8: an id of our own making.
  const parts = [hash.slice(0, 8), hash.slice(8, 12), `8${hash.slice(13, 16)}`];
  return [...parts, `a${hash.slice(17, 20)}`, hash.slice(20, 32)].join('-');
}

/** @param kill puts ids on the kill list of lock screens, in the transaction. @returns what follows the advertisers' record. */
export function lockKills(
  kill: (tx: Tx, ids: readonly string[]) => Promise<void>,
): DurableConsumer {
  return {
    name: 'ads.lock_kills',
    streams: ['ads.act'],
    async handle(tx, { events }) {
      const changed: { organisation: string; creative: string }[] = [];
      const fallen: string[] = [];
      for (const { type, facts } of events) {
        const { organisation, thing } = facts;
        if (typeof organisation !== 'string') continue;
        if (type === 'refused') fallen.push(organisation);
        else if (
          (type === 'creative_changed' || type === 'creative_refused') &&
          typeof thing === 'string'
        )
          changed.push({ organisation, creative: thing });
      }
      const ids = [...(await oldVersions(tx, changed)), ...(await ofUnverified(tx, fallen))];
      if (ids.length > 0) await kill(tx, ids);
    },
  };
}

/** Every version that is not approved now, of creatives that changed or were refused. */
async function oldVersions(
  tx: Queries,
  changed: readonly { organisation: string; creative: string }[],
): Promise<string[]> {
  if (changed.length === 0) return [];
  const rows = await tx.query<{ creative_id: string; version: number; review: string }>(
    {
      name: 'ads.lock_versions',
      text: `SELECT c.creative_id, c.version, c.review FROM unnest($1::text[], $2::uuid[]) AS w(organisation, creative_id)
        JOIN ad_creatives c ON c.organisation = w.organisation AND c.creative_id = w.creative_id`,
    },
    [changed.map((one) => one.organisation), changed.map((one) => one.creative)],
  );
  return rows.flatMap(({ creative_id, version, review }) => {
    const newest = review === 'approved' ? version - 1 : version;
    const count = Math.min(newest, VERSIONS_MAX);
    return Array.from({ length: count }, (_, at) => lockId(creative_id, newest - at));
  });
}

/** Everything of advertisers who are not verified now. */
async function ofUnverified(tx: Queries, organisations: readonly string[]): Promise<string[]> {
  if (organisations.length === 0) return [];
  const rows = await tx.query<{ creative_id: string; version: number }>(
    {
      name: 'ads.lock_unverified',
      text: `SELECT c.creative_id, c.version FROM ad_creatives c JOIN ad_advertisers a ON a.organisation = c.organisation
        WHERE c.organisation = ANY($1::text[]) AND a.verification = 'refused' AND c.review = 'approved' LIMIT $2`,
    },
    [organisations, CREATIVES_MAX],
  );
  return rows.map(({ creative_id, version }) => lockId(creative_id, version));
}
