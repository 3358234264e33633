// Keys of advertisers' own servers: `<key id>.<secret>`, the secret shown once and kept as a hash. Several are in force at once, so that
// a new one can be put in place before the old one ends.

import { createHash, timingSafeEqual } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { AD_KEYS_MAX, type AdKey } from '@jhalak/contracts/ad-events';
import type { Random } from '@jhalak/kernel';
import type { Tx } from '@jhalak/ports';
import { checkRoom, locked, record, unknown, type StoreDeps } from '../record.ts';
import type { Actor } from '../types.ts';

/** 80 bits: enough never to meet twice; it is no secret. */
const KEY_ID_BYTES = 10;
/** 256 bits: nobody guesses one, so one round of SHA-256 is hash enough. */
const SECRET_BYTES = 32;
/** Ended keys are shown after those in force, for who wonders which one a server has. */
const KEYS_SHOWN_MAX = 50;
const HEADER = /^([a-z0-9][a-z0-9._-]{0,59}):([0-9a-f]{20})\.([A-Za-z0-9_-]{43})$/;

interface KeyRow {
  organisation: string;
  key_id: string;
  secret_hash: Buffer;
  label: string;
  created_at_ms: number;
  ended_at_ms: number | null;
}

export interface KeyDeps extends StoreDeps {
  random: Random;
}

/** @returns keys in force first, the newest first. */
export async function listKeys({ database }: StoreDeps, organisation: string): Promise<AdKey[]> {
  const rows = await database.query<KeyRow>(
    {
      name: 'ads.keys',
      text: `SELECT * FROM ad_keys WHERE organisation = $1
        ORDER BY ended_at_ms IS NULL DESC, created_at_ms DESC, key_id LIMIT ${KEYS_SHOWN_MAX}`,
    },
    [organisation],
  );
  return rows.map(shown);
}

/** @returns the key, and the only time that its secret is known here. @throws `ads.not_found`, `ads.too_many`. */
export async function makeKey(
  deps: KeyDeps,
  organisation: string,
  label: string,
  actor: Actor,
): Promise<{ key: AdKey; secret: string }> {
  const keyId = Buffer.from(deps.random.bytes(KEY_ID_BYTES)).toString('hex');
  const secret = Buffer.from(deps.random.bytes(SECRET_BYTES)).toString('base64url');
  const nowMs = deps.clock.nowMs();
  await locked(deps, organisation, async (tx) => {
    const [row] = await tx.query<{ count: number }>(
      {
        name: 'ads.key_count',
        text: 'SELECT count(*)::int AS count FROM ad_keys WHERE organisation = $1 AND ended_at_ms IS NULL',
      },
      [organisation],
    );
    checkRoom(row?.count ?? 0, AD_KEYS_MAX, 'keys in force');
    await tx.query(
      {
        name: 'ads.make_key',
        text: `INSERT INTO ad_keys (organisation, key_id, secret_hash, label, made_by, created_at_ms)
          VALUES ($1, $2, $3, $4, $5, $6)`,
      },
      [organisation, keyId, hashOf(secret), label.trim(), actor.personId, nowMs],
    );
    const act = { organisation, actor, action: 'key_made', note: `${keyId} ${label.trim()}` };
    await record(deps, tx, { ...act, table: 'ad_keys' });
  });
  const key = { id: keyId, label: label.trim(), createdAtMs: nowMs };
  return { key, secret: `${organisation}:${keyId}.${secret}` };
}

/** Ends a key now. Idempotent. @throws `ads.not_found`. */
export async function endKey(
  deps: StoreDeps,
  organisation: string,
  keyId: string,
  actor: Actor,
): Promise<void> {
  await locked(deps, organisation, async (tx) => {
    const [row] = await tx.query<KeyRow>(
      {
        name: 'ads.end_key',
        text: `UPDATE ad_keys SET ended_at_ms = coalesce(ended_at_ms, $3)
          WHERE organisation = $1 AND key_id = $2 RETURNING *`,
      },
      [organisation, keyId, deps.clock.nowMs()],
    );
    if (row === undefined) throw unknown('key');
    const act = { organisation, actor, action: 'key_ended', note: keyId };
    await record(deps, tx, { ...act, table: 'ad_keys' });
  });
}

/** Ends every key whose secret a dismissed person has seen. In the dismissal's transaction. @returns how many. */
export async function endKeysSeenBy(
  { clock }: Pick<StoreDeps, 'clock'>,
  tx: Tx,
  personId: string,
): Promise<number> {
  const rows = await tx.query(
    {
      name: 'ads.end_keys_seen_by',
      text: `UPDATE ad_keys SET ended_at_ms = $2 WHERE made_by = $1 AND ended_at_ms IS NULL RETURNING key_id`,
    },
    [personId, clock.nowMs()],
  );
  return rows.length;
}

/**
 * @param header of `Jhalak-Advertiser`. @returns whose key it is. @throws `ads.key_unknown` for none in force. Cost: a point
 * read: an advertiser's server tells a few a second.
 */
export async function advertiserOf(
  { database }: Pick<StoreDeps, 'database'>,
  header: string | undefined,
): Promise<string> {
  const [, organisation, keyId, secret = ''] = HEADER.exec(header ?? '') ?? [];
  const [row] =
    organisation === undefined
      ? []
      : await database.query<KeyRow>(
          {
            name: 'ads.key',
            short: true,
            text: `SELECT * FROM ad_keys WHERE organisation = $1 AND key_id = $2 AND ended_at_ms IS NULL`,
          },
          [organisation, keyId],
        );
  if (row === undefined || !timingSafeEqual(hashOf(secret), row.secret_hash))
    throw problem('ads.key_unknown', 'The Jhalak-Advertiser header names no key in force.');
  return row.organisation;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function shown(row: KeyRow): AdKey {
  return {
    ...{ id: row.key_id, label: row.label, createdAtMs: row.created_at_ms },
    ...(row.ended_at_ms === null ? {} : { endedAtMs: row.ended_at_ms }),
  };
}
