// Rows of signers, releases and starts.

import type { Queries, Tx } from '@jhalak/ports';
import type { Envelope, SigningKey } from './dsse.ts';
import type { Measured } from './statement.ts';

/** A list that people keep by hand. */
const SIGNERS_MAX = 200;
/** A release a day for years; the newest are looked at. */
const RELEASES_MAX = 1_000;

/** Somebody whose signature counts for a time. */
export interface Signer extends SigningKey {
  name: string;
  fromMs: number;
  untilMs: number | undefined;
}

export interface AddedRelease {
  digest: string;
  number: number;
  version: string;
  envelope: Envelope;
  entryId: string;
  addedAtMs: number;
}

export interface LastStart {
  digest: string;
  measured: Measured;
}

interface SignerRow {
  key_id: string;
  name: string;
  public_key: Buffer;
  from_ms: number;
  until_ms: number | null;
}

/** @returns all signers, those that ended too. */
export async function readSigners(on: Queries): Promise<Signer[]> {
  const rows = await on.query<SignerRow>(
    {
      name: 'attestation.signers',
      text: 'SELECT * FROM attest_signers ORDER BY added_at_ms, key_id LIMIT $1',
    },
    [SIGNERS_MAX],
  );
  return rows.map((row) => ({
    keyId: row.key_id,
    name: row.name,
    publicKey: row.public_key,
    fromMs: row.from_ms,
    untilMs: row.until_ms ?? undefined,
  }));
}

/** @returns whether it is new. */
export async function insertSigner(
  tx: Tx,
  signer: Signer,
  added: { by: string; atMs: number },
): Promise<boolean> {
  const { keyId, name, publicKey, fromMs, untilMs } = signer;
  const rows = await tx.query(
    {
      name: 'attestation.add_signer',
      text: `INSERT INTO attest_signers (key_id, name, public_key, from_ms, until_ms, added_by, added_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (key_id) DO NOTHING RETURNING key_id`,
    },
    [keyId, name, publicKey, fromMs, untilMs ?? null, added.by, added.atMs],
  );
  return rows.length > 0;
}

/** @returns whether one was in force. */
export async function endSignerRow(tx: Tx, keyId: string, atMs: number): Promise<boolean> {
  const rows = await tx.query(
    {
      name: 'attestation.end_signer',
      text: `UPDATE attest_signers SET until_ms = $2
        WHERE key_id = $1 AND (until_ms IS NULL OR until_ms > $2) RETURNING key_id`,
    },
    [keyId, atMs],
  );
  return rows.length > 0;
}

export async function insertRelease(
  tx: Tx,
  id: string,
  release: AddedRelease,
  by: string,
): Promise<void> {
  const { digest, number, version, envelope, entryId, addedAtMs } = release;
  await tx.query(
    {
      name: 'attestation.add_release',
      text: `INSERT INTO attest_releases
        (release_id, digest, number, version, envelope, entry_id, added_by, added_at_ms)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
    },
    [id, digest, number, version, JSON.stringify(envelope), entryId, by, addedAtMs],
  );
}

/** @returns added releases, the newest first. */
export async function readReleases(on: Queries): Promise<AddedRelease[]> {
  const rows = await on.query<{
    digest: string;
    number: number;
    version: string;
    envelope: Envelope;
    entry_id: string;
    added_at_ms: number;
  }>(
    {
      name: 'attestation.releases',
      text: 'SELECT * FROM attest_releases ORDER BY number DESC, added_at_ms DESC LIMIT $1',
    },
    [RELEASES_MAX],
  );
  return rows.map((row) => ({
    digest: row.digest,
    number: row.number,
    version: row.version,
    envelope: row.envelope,
    entryId: row.entry_id,
    addedAtMs: row.added_at_ms,
  }));
}

/** @returns what was started last, refusals apart. */
export async function lastStart(on: Queries): Promise<LastStart | undefined> {
  const [row] = await on.query<LastStart>({
    name: 'attestation.last_start',
    text: `SELECT digest, measured FROM attest_starts WHERE outcome = 'started'
      ORDER BY at_ms DESC, start_id DESC LIMIT 1`,
  });
  return row;
}

/** @returns the highest release number that ever ran; 0 for none. */
export async function highestStarted(on: Queries): Promise<number> {
  const [row] = await on.query<{ number: number }>({
    name: 'attestation.highest_started',
    text: `SELECT coalesce(max(number), 0)::int AS number FROM attest_starts WHERE outcome = 'started'`,
  });
  return row?.number ?? 0;
}

export async function insertStart(
  tx: Tx,
  start: {
    id: string;
    atMs: number;
    digest: string;
    measured: Measured;
    number: number | undefined;
    outcome: string;
  },
): Promise<void> {
  await tx.query(
    {
      name: 'attestation.add_start',
      text: `INSERT INTO attest_starts (start_id, at_ms, digest, measured, number, outcome)
        VALUES ($1, $2, $3, $4, $5, $6)`,
    },
    [
      start.id,
      start.atMs,
      start.digest,
      JSON.stringify(start.measured),
      start.number ?? null,
      start.outcome,
    ],
  );
}
