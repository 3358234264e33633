// What is ordered dark is kept sealed for 180 days, whatever becomes of it meanwhile: its record at once, its bytes when
// somebody deletes the clip. Each thing has a hold of its own, a key that ends; nothing of it opens afterwards.

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { DAY_MS, HOUR_MS, type Clock } from '@jhalak/kernel';
import type { Blobs, Database, Holds, Queries, Sweep } from '@jhalak/ports';
import type { Reached } from './reach.ts';
import type { ClipBytes, ClipSource } from './types.ts';
import { unsealOriginal } from '@jhalak/media';
import type { WordsReader } from '@jhalak/visibility';
import type { WordsSeal } from './words-seal.ts';

/** IT Rules 2021, rule 3(1)(g); the manifest says so too. */
const KEPT_MS = 180 * DAY_MS;
const RECORD = 'order_preserved.record';
const BLOB_KEY = 'order_preserved.blob_key';
const ORIGINAL = 'order_preserved.original_sealed';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Things whose time is over, ended by one sweep. */
const SWEEP_MAX = 500;

/** One sealed copy. */
interface SealedBlob {
  /** The key under which it lay. */
  from: string;
  blob: string;
  /** Its content key, sealed under the hold, base64. */
  key: string;
}

interface PreservedRow {
  item_id: string;
  kind: string;
  hold_id: string;
  record: Buffer;
  blobs: SealedBlob[];
  /** What opens the original: `{blobKey, secret}`, sealed under the hold. */
  original_sealed: Buffer | null;
  at_ms: number;
  until_ms: number;
}

interface OriginalSecret {
  blobKey: string;
  /** Base64. */
  secret: string;
}

export interface PreservationDeps {
  database: Database;
  clock: Clock;
  holds: Holds;
  blobs: Blobs;
  seal: WordsSeal;
  clips: Pick<ClipSource, 'stored'>;
  words: () => readonly WordsReader[];
  bytes: ClipBytes;
  /** For copies while they are sealed; made when needed. */
  workFolder: string;
}

export class Preservation {
  readonly #deps: PreservationDeps;
  readonly sweep: Sweep;

  constructor(deps: PreservationDeps) {
    this.#deps = deps;
    this.sweep = { name: 'orders.preserved', everyMs: HOUR_MS, run: () => this.#endDue() };
  }

  /** Keeps the records of things that an order reaches, and the digests of their bytes. Safe to run again. */
  async keep(items: readonly Reached[]): Promise<void> {
    const { database } = this.#deps;
    const rows = await database.query<{ item_id: string; kind: string }>(
      {
        name: 'orders.preserved_among',
        text: 'SELECT item_id, kind FROM order_preserved WHERE item_id = ANY($1::uuid[])',
      },
      [items.map(({ id }) => id)],
    );
    const known = new Set(rows.map((row) => `${row.kind}/${row.item_id}`));
    for (const item of items) if (!known.has(`${item.kind}/${item.id}`)) await this.#keepOne(item);
  }

  async #keepOne({ kind, id }: Reached): Promise<void> {
    const { database, clock, holds, clips, words, bytes, seal } = this.#deps;
    const atMs = clock.nowMs();
    const untilMs = atMs + KEPT_MS;
    const stored = kind === 'clip' ? (await clips.stored([id])).get(id) : undefined;
    const said = (
      await words()
        .find((one) => one.kind === kind)
        ?.words([id])
    )?.get(id);
    const holdId = await holds.begin({ holdClass: 'hold', untilMs, reason: 'orders.preservation' });
    const record = Buffer.from(JSON.stringify({ kind, id, atMs, stored, said }), 'utf8');
    const sealedRecord = await holds.seal(holdId, RECORD, record);
    // Now: when the bytes are to go, their person's keys may be gone already.
    const original = kind === 'clip' ? await this.#originalOf(holdId, id) : null;
    await database.query(
      {
        name: 'orders.preserve',
        text: `INSERT INTO order_preserved (item_id, kind, hold_id, record, blobs, original_sealed, at_ms, until_ms)
          VALUES ($1, $2, $3, $4, '[]', $7, $5, $6) ON CONFLICT (item_id, kind) DO NOTHING`,
      },
      [id, kind, holdId, sealedRecord, atMs, untilMs, original],
    );
    // One that was sealed since it was asked for: whoever seals it saw no row.
    if (kind === 'clip' && original === null) await this.keepOriginal(id);
    const digest = kind === 'clip' ? await bytes.sourceDigest(id) : undefined;
    if (digest === undefined) return;
    await database.query(
      {
        name: 'orders.keep_digest',
        text: 'INSERT INTO order_digests (digest, video_id, at_ms) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      },
      [seal.digest(digest), id, atMs],
    );
  }

  /** Keeps what opens an original that was sealed after an order reached its clip. Idempotent; nothing where there is no hold. */
  async keepOriginal(videoId: string): Promise<void> {
    const { database, clock } = this.#deps;
    const row = await this.#row(videoId, 'clip');
    if (row === undefined || row.original_sealed !== null || row.until_ms <= clock.nowMs()) return;
    const original = await this.#originalOf(row.hold_id, videoId);
    if (original === null) return;
    await database.query(
      {
        name: 'orders.preserve_original',
        text: `UPDATE order_preserved SET original_sealed = coalesce(original_sealed, $3)
          WHERE item_id = $1 AND kind = $2`,
      },
      [videoId, 'clip', original],
    );
  }

  async #originalOf(holdId: string, videoId: string): Promise<Buffer | null> {
    const { bytes, holds } = this.#deps;
    const original = await bytes.originalSecret(videoId);
    if (original === undefined) return null;
    const { blobKey, secret } = original;
    const text = JSON.stringify({ blobKey, secret: secret.toString('base64') });
    return await holds.seal(holdId, ORIGINAL, Buffer.from(text));
  }

  /** @returns whether these bytes are of a clip that an order in force hides. @param sha256Hex of the bytes as received. */
  async refuses(on: Queries, sha256Hex: string): Promise<boolean> {
    const rows = await on.query(
      {
        name: 'orders.refuses',
        text: `SELECT 1 FROM order_digests d JOIN order_items i ON i.item_id = d.video_id
          JOIN orders o ON o.order_id = i.order_id WHERE d.digest = $1 AND o.phase = 'in_force' LIMIT 1`,
      },
      [this.#deps.seal.digest(sha256Hex)],
    );
    return rows.length > 0;
  }

  /** Seals a clip's bytes before they are deleted, if they must be kept. Idempotent; nothing where there is no hold. */
  async beforeDelete(videoId: string): Promise<void> {
    const row = await this.#row(videoId, 'clip');
    if (row === undefined || row.until_ms <= this.#deps.clock.nowMs()) return;
    const { database, bytes, workFolder } = this.#deps;
    const done = new Set(row.blobs.map(({ from }) => from));
    const sealed = [...row.blobs];
    await mkdir(workFolder, { recursive: true, mode: 0o700 });
    for (const from of await bytes.keysOf(videoId)) {
      if (done.has(from)) continue;
      const copy = await this.#sealBlob(row.hold_id, videoId, from, sealed.length);
      if (copy !== undefined) sealed.push(copy);
    }
    // The original of a clip that the order reached while it was still being encoded.
    const late = row.original_sealed ?? (await this.#originalOf(row.hold_id, videoId));
    await database.query(
      {
        name: 'orders.preserve_bytes',
        text: `UPDATE order_preserved SET blobs = $3, original_sealed = coalesce(original_sealed, $4)
          WHERE item_id = $1 AND kind = $2`,
      },
      [videoId, 'clip', JSON.stringify(sealed), late],
    );
  }

  async #sealBlob(
    holdId: string,
    videoId: string,
    from: string,
    number: number,
  ): Promise<SealedBlob | undefined> {
    const { blobs, holds, workFolder } = this.#deps;
    const stream = await blobs.open(from);
    if (stream === undefined) return undefined;
    const contentKey = randomBytes(32);
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv('aes-256-gcm', contentKey, nonce).setAAD(Buffer.from(from));
    const path = join(workFolder, `preserve-${videoId}-${number}`);
    try {
      await pipeline(stream, cipher, createWriteStream(path, { mode: 0o600 }));
      const blob = `preserved/${videoId}/${number}`;
      await blobs.putFile(blob, path);
      // Nonce and tag stand with the key: both are of one use.
      const secret = Buffer.concat([contentKey, nonce, cipher.getAuthTag()]);
      const key = (await holds.seal(holdId, BLOB_KEY, secret)).toString('base64');
      return { from, blob, key };
    } finally {
      await rm(path, { force: true });
    }
  }

  /** @returns what is kept of one thing for authorities: its record, and its bytes by the key under which they lay. */
  async open(
    kind: Reached['kind'],
    id: string,
  ): Promise<{ record: unknown; bytes: ReadonlyMap<string, Buffer> } | undefined> {
    const { holds, blobs } = this.#deps;
    const row = await this.#row(id, kind);
    if (row === undefined) return undefined;
    const record = await holds.open(row.hold_id, RECORD, row.record);
    if (record === undefined) return undefined;
    const original = await this.#openOriginal(row);
    const bytes = new Map<string, Buffer>();
    for (const { from, blob, key } of row.blobs) {
      const secret = await holds.open(row.hold_id, BLOB_KEY, Buffer.from(key, 'base64'));
      const sealed = await blobs.read(blob);
      if (secret === undefined || sealed === undefined) continue;
      const contentKey = secret.subarray(0, 32);
      const nonce = secret.subarray(32, 32 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', contentKey, nonce)
        .setAAD(Buffer.from(from))
        .setAuthTag(secret.subarray(32 + NONCE_BYTES, 32 + NONCE_BYTES + TAG_BYTES));
      const opened = Buffer.concat([decipher.update(sealed), decipher.final()]);
      bytes.set(from, from === original?.blobKey ? await unsealed(opened, id, original) : opened);
    }
    return { record: JSON.parse(record.toString('utf8')) as unknown, bytes };
  }

  async #openOriginal(row: PreservedRow): Promise<OriginalSecret | undefined> {
    if (row.original_sealed === null) return undefined;
    const plain = await this.#deps.holds.open(row.hold_id, ORIGINAL, row.original_sealed);
    return plain && (JSON.parse(plain.toString('utf8')) as OriginalSecret);
  }

  /** @returns how many things of an order are kept, and until when. */
  async of(orderId: string): Promise<{ items: number; untilMs: number | null }> {
    const [row] = await this.#deps.database.query<{ items: number; until_ms: number | null }>(
      {
        name: 'orders.preserved_of',
        text: `SELECT count(*)::int AS items, max(p.until_ms) AS until_ms FROM order_preserved p
          JOIN order_items i ON i.item_id = p.item_id AND i.kind = p.kind WHERE i.order_id = $1`,
      },
      [orderId],
    );
    return { items: row?.items ?? 0, untilMs: row?.until_ms ?? null };
  }

  async #row(id: string, kind: string): Promise<PreservedRow | undefined> {
    const [row] = await this.#deps.database.query<PreservedRow>(
      {
        name: 'orders.preserved_row',
        text: `SELECT item_id, kind, hold_id, record, blobs, original_sealed, at_ms, until_ms FROM order_preserved
          WHERE item_id = $1 AND kind = $2`,
      },
      [id, kind],
    );
    return row;
  }

  // The key first: from then on nothing opens, whatever is still to be deleted.
  async #endDue(): Promise<number> {
    const { database, clock, holds, blobs } = this.#deps;
    const rows = await database.query<PreservedRow>(
      {
        name: 'orders.preserved_due',
        text: `SELECT item_id, kind, hold_id, record, blobs, original_sealed, at_ms, until_ms FROM order_preserved
          WHERE until_ms <= $1 ORDER BY until_ms LIMIT $2`,
      },
      [clock.nowMs(), SWEEP_MAX],
    );
    for (const row of rows) {
      await holds.end(row.hold_id);
      for (const { blob } of row.blobs) await blobs.delete(blob);
      await database.query(
        {
          name: 'orders.preserved_end',
          text: 'DELETE FROM order_preserved WHERE item_id = $1 AND kind = $2',
        },
        [row.item_id, row.kind],
      );
    }
    return rows.length;
  }
}

async function unsealed(
  sealed: Buffer,
  videoId: string,
  { blobKey, secret }: OriginalSecret,
): Promise<Buffer> {
  const key = Buffer.from(secret, 'base64');
  return await buffer(unsealOriginal(Readable.from([sealed]), key, { videoId, blobKey }));
}
