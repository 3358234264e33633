// Keys of brands: `<key id>.<secret>`, the secret shown once and kept as a hash. Several are in force at once, so that a
// new one can reach phones before the old one ends.

import { createHash, timingSafeEqual } from 'node:crypto';
import { problem } from '@jhalak/contracts';
import { BRAND_KEYS_MAX, type BrandKey, type BrandKeyBody } from '@jhalak/contracts/partners';
import { HOUR_MS, type Clock, type Random } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import { unknownBrand, type Actor, type BrandRow, type BrandStore } from './brand-store.ts';

/** 80 bits: enough never to meet twice; it is no secret. */
const KEY_ID_BYTES = 10;
/** 256 bits: nobody guesses one, so one round of SHA-256 is hash enough. */
const SECRET_BYTES = 32;
/** Ended keys that are still shown, for who wonders which one a phone has. */
const KEYS_SHOWN_MAX = 50;
const HEADER = /^([0-9a-f]{20})\.([A-Za-z0-9_-]{43})$/;

interface KeyRow {
  key_id: string;
  secret_hash: Buffer;
  label: string;
  created_at_ms: number;
  ends_at_ms: number | null;
  last_used_at_ms: number | null;
}

/** What a key opens, as the gate keeps it. */
export interface KeyHolder {
  secretHash: Buffer;
  endsAtMs: number | null;
  brandId: string;
  organisation: string;
  dark: boolean;
  switchCount: number;
}

export interface KeysDeps {
  database: Database;
  clock: Clock;
  random: Random;
  store: BrandStore;
  /** Called once a change is committed. */
  changed: () => void;
}

export class BrandKeys {
  readonly #deps: KeysDeps;

  constructor(deps: KeysDeps) {
    this.#deps = deps;
  }

  /** @returns keys in force first, then ended ones, the newest first. @throws `brand.not_found`. */
  async list(organisation: string): Promise<BrandKey[]> {
    const { database, clock } = this.#deps;
    const nowMs = clock.nowMs();
    const rows = await database.query<KeyRow & { brand_id: string | null }>(
      {
        name: 'partners.keys',
        text: `SELECT k.*, b.brand_id FROM brands b LEFT JOIN brand_keys k ON k.brand_id = b.brand_id
          WHERE b.organisation = $1
          ORDER BY (k.ends_at_ms IS NULL OR k.ends_at_ms > $2) DESC, k.created_at_ms DESC, k.key_id LIMIT $3`,
      },
      [organisation, nowMs, KEYS_SHOWN_MAX],
    );
    if (rows.length === 0) throw unknownBrand();
    return rows.filter((row) => row.key_id !== null).map((row) => shown(row, nowMs));
  }

  /**
   * Makes a key; a brand that was invited is in testing from its first one on.
   *
   * @returns the key and its secret: the only time that it is known here.
   * @throws `brand.not_found`, `brand.key_not_found`, `brand.keys_full`.
   */
  async create(
    organisation: string,
    body: BrandKeyBody,
    actor: Actor,
  ): Promise<{ key: BrandKey; secret: string }> {
    const { clock, random, store, changed } = this.#deps;
    const nowMs = clock.nowMs();
    const keyId = Buffer.from(random.bytes(KEY_ID_BYTES)).toString('hex');
    const secret = Buffer.from(random.bytes(SECRET_BYTES)).toString('base64url');
    const key = await store.locked(organisation, async (tx, row) => {
      const { replaces } = body;
      if (replaces !== undefined) {
        await this.#endIn(tx, row, replaces.key, nowMs + replaces.overlapHours * HOUR_MS);
      }
      if ((await keysInForce(tx, row.brand_id, nowMs)) >= BRAND_KEYS_MAX)
        throw problem('brand.keys_full', `A brand has ${BRAND_KEYS_MAX} keys at most; end one.`);
      const [made] = await tx.query<KeyRow>(
        {
          name: 'partners.add_key',
          text: `INSERT INTO brand_keys (key_id, brand_id, secret_hash, label, created_at_ms, made_by)
            VALUES ($1, $2, $3, $4, $5, $6) RETURNING *`,
        },
        [keyId, row.brand_id, hashOf(secret), body.label.trim(), nowMs, actor.personId ?? null],
      );
      if (row.stage === 'invited') await store.save(tx, { ...row, stage: 'testing' });
      await store.record(tx, row, actor, {
        action: replaces === undefined ? 'key_made' : 'key_replaced',
        note: body.label.trim(),
        facts: { key: keyId, ...(replaces === undefined ? {} : { replaces: replaces.key }) },
      });
      tx.afterCommit(changed);
      return made;
    });
    if (key === undefined) throw new Error('an insert with RETURNING gave no row');
    return { key: shown(key, nowMs), secret: `${keyId}.${secret}` };
  }

  /** Ends a key now. @throws `brand.not_found`, `brand.key_not_found`. */
  async end(organisation: string, keyId: string, actor: Actor): Promise<void> {
    const { clock, store, changed } = this.#deps;
    await store.locked(organisation, async (tx, row) => {
      await this.#endIn(tx, row, keyId, clock.nowMs());
      await store.record(tx, row, actor, { action: 'key_ended', facts: { key: keyId } });
      tx.afterCommit(changed);
    });
  }

  /**
   * Ends every key whose secret a dismissed person has seen, at once: phones with it get nothing new until another one is in
   * them. In the dismissal's transaction.
   */
  async endSeenBy(tx: Tx, personId: string): Promise<{ brandKeys: number }> {
    const { clock, store, changed } = this.#deps;
    const keys = await tx.query<{ key_id: string; organisation: string }>(
      {
        name: 'partners.keys_seen_by',
        text: `SELECT k.key_id, b.organisation FROM brand_keys k JOIN brands b ON b.brand_id = k.brand_id
          WHERE k.made_by = $1 AND (k.ends_at_ms IS NULL OR k.ends_at_ms > $2) ORDER BY b.brand_id, k.key_id`,
      },
      [personId, clock.nowMs()],
    );
    for (const { key_id: keyId, organisation } of keys) {
      const row = await store.lock(tx, organisation);
      await this.#endIn(tx, row, keyId, clock.nowMs());
      const act = { action: 'key_ended', note: 'who made it left', facts: { key: keyId } };
      await store.record(tx, row, { side: 'operator' }, act);
    }
    if (keys.length > 0) tx.afterCommit(changed);
    return { brandKeys: keys.length };
  }

  async #endIn(tx: Tx, brand: BrandRow, keyId: string, endsAtMs: number): Promise<void> {
    const ended = await tx.query(
      {
        name: 'partners.end_key',
        text: `UPDATE brand_keys SET ends_at_ms = least(coalesce(ends_at_ms, $3), $3)
          WHERE key_id = $1 AND brand_id = $2 AND (ends_at_ms IS NULL OR ends_at_ms > $4) RETURNING key_id`,
      },
      [keyId, brand.brand_id, endsAtMs, this.#deps.clock.nowMs()],
    );
    if (ended.length === 0)
      throw problem('brand.key_not_found', 'This brand has no such key in force.');
  }

  /** @returns what a key opens, ended or not. Cost: one point read. */
  async holder(keyId: string): Promise<KeyHolder | undefined> {
    const [row] = await this.#deps.database.query<
      KeyRow & Pick<BrandRow, 'brand_id' | 'organisation' | 'dark_since_ms' | 'switch_count'>
    >(
      {
        name: 'partners.holder',
        short: true,
        text: `SELECT k.secret_hash, k.ends_at_ms, b.brand_id, b.organisation, b.dark_since_ms, b.switch_count
          FROM brand_keys k JOIN brands b ON b.brand_id = k.brand_id WHERE k.key_id = $1`,
      },
      [keyId],
    );
    if (row === undefined) return undefined;
    return {
      secretHash: row.secret_hash,
      endsAtMs: row.ends_at_ms,
      brandId: row.brand_id,
      organisation: row.organisation,
      dark: row.dark_since_ms !== null,
      switchCount: row.switch_count,
    };
  }
}

/** @returns the parts of a `Jhalak-Brand` header; undefined for anything else. */
export function readHeader(header: string): { keyId: string; secret: string } | undefined {
  const [, keyId, secret] = HEADER.exec(header) ?? [];
  return keyId === undefined || secret === undefined ? undefined : { keyId, secret };
}

export function fits(secret: string, hash: Buffer): boolean {
  return timingSafeEqual(hashOf(secret), hash);
}

export async function keysInForce(on: Queries, brandId: string, nowMs: number): Promise<number> {
  const [row] = await on.query<{ count: number }>(
    {
      name: 'partners.keys_in_force',
      text: `SELECT count(*)::int AS count FROM brand_keys
        WHERE brand_id = $1 AND (ends_at_ms IS NULL OR ends_at_ms > $2)`,
    },
    [brandId, nowMs],
  );
  return row?.count ?? 0;
}

function hashOf(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function shown(row: KeyRow, nowMs: number): BrandKey {
  return {
    id: row.key_id,
    label: row.label,
    createdAtMs: row.created_at_ms,
    ...(row.ends_at_ms === null ? {} : { endsAtMs: row.ends_at_ms }),
    ...(row.last_used_at_ms === null ? {} : { lastUsedAtMs: row.last_used_at_ms }),
    inForce: row.ends_at_ms === null || row.ends_at_ms > nowMs,
  };
}
