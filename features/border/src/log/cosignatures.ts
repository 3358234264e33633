// Witnesses as the cell sees them: whose co-signature counts, and the latest one of each. A witness comes by itself with
// what it signed; the cell dials nobody.

import { problem } from '@jhalak/contracts';
import type { Clock } from '@jhalak/kernel';
import type { Database, Queries, Tx } from '@jhalak/ports';
import {
  COSIGNATURE_V1,
  openCheckpoint,
  parseSignatureLines,
  parseVkey,
  readTile,
  sameBytes,
  signatureLine,
  TileHashes,
  TlogError,
  type Checkpoint,
  type NoteSignature,
  type VerifierKey,
} from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { LogFolder } from './log-folder.ts';
import type { NoteSigner } from './log-key.ts';

/** More than these make a checkpoint that verifiers may refuse (signed-note asks them to take 16). */
const WITNESSES_MAX = 15;

export interface Witness {
  name: string;
  vkey: string;
}

/** The latest checkpoint that at least one witness co-signed. */
export interface Cosigned {
  size: number;
  head: string;
  lines: readonly NoteSignature[];
}

export interface CosignatureDeps {
  database: Database;
  clock: Clock;
  folder: LogFolder;
  signer(): Promise<NoteSigner>;
  cellId(): Promise<string>;
}

export class Cosignatures {
  readonly #deps: CosignatureDeps;

  constructor(deps: CosignatureDeps) {
    this.#deps = deps;
  }

  /** @returns those whose co-signature counts now. */
  async witnesses(queries: Queries = this.#deps.database): Promise<Witness[]> {
    return await queries.query<Witness>(
      {
        name: 'border.witnesses',
        text: `SELECT name, vkey FROM border_witnesses
          WHERE from_ms <= $1 AND (until_ms IS NULL OR until_ms > $1) ORDER BY name`,
      },
      [this.#deps.clock.nowMs()],
    );
  }

  /** @throws TlogError `key.malformed`; Error for a key that is no witness's, or one too many. */
  async addWitness(tx: Tx, vkey: string, addedBy: string): Promise<Witness> {
    const key = parseVkey(nodeCrypto.sha256, vkey);
    if (key.type !== COSIGNATURE_V1)
      throw new TlogError('key.malformed', 'This is a log’s key, not a witness’s.', key.name);
    const present = await this.witnesses(tx);
    if (present.length >= WITNESSES_MAX && !present.some(({ name }) => name === key.name))
      throw new Error(`A log has at most ${WITNESSES_MAX} witnesses; end one first.`);
    await tx.query(
      {
        name: 'border.add_witness',
        text: `INSERT INTO border_witnesses (name, vkey, from_ms, added_by) VALUES ($1, $2, $3, $4)
          ON CONFLICT (name) DO UPDATE SET vkey = $2, from_ms = $3, until_ms = NULL, added_by = $4`,
      },
      [key.name, vkey, this.#deps.clock.nowMs(), addedBy],
    );
    return { name: key.name, vkey };
  }

  /** @returns whether there was such a witness; from now on its co-signature counts no more. */
  async endWitness(tx: Tx, name: string): Promise<boolean> {
    const rows = await tx.query(
      {
        name: 'border.end_witness',
        text: `UPDATE border_witnesses SET until_ms = $2 WHERE name = $1 AND until_ms IS NULL RETURNING 1`,
      },
      [name, this.#deps.clock.nowMs()],
    );
    return rows.length > 0;
  }

  /**
   * Takes a checkpoint of ours that came back co-signed.
   *
   * @returns whose lines were new. @throws problem `border.cosignature` when it is not ours, not co-signed by a known
   * witness, or speaks of another tree.
   */
  async accept(bytes: Uint8Array): Promise<string[]> {
    const { database, clock, folder, signer, cellId } = this.#deps;
    const { key: log } = await signer();
    const witnesses = (await this.witnesses()).map(({ vkey }) =>
      parseVkey(nodeCrypto.sha256, vkey),
    );
    const checkpoint = open(bytes, log, witnesses);
    const cosigners = checkpoint.verified.map(({ key }) => key).filter((key) => key !== log);
    if (cosigners.length === 0)
      throw problem('border.cosignature', 'No witness that this log knows has co-signed it.');
    await this.#mustBeOurs(folder, checkpoint, log);
    for (const key of cosigners) {
      const line = checkpoint.note.signatures.find(
        ({ name, keyId }) => name === key.name && sameBytes(keyId, key.keyId),
      );
      if (line === undefined) continue;
      await database.query(
        {
          name: 'border.cosign',
          text: `INSERT INTO border_cosignatures (cell_id, witness, tree_size, line, head, at_ms)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (cell_id, witness) DO UPDATE SET tree_size = $3, line = $4, head = $5, at_ms = $6
              WHERE border_cosignatures.tree_size <= $3`,
        },
        [
          await cellId(),
          key.name,
          Number(checkpoint.size),
          signatureLine(line),
          checkpoint.note.text,
          clock.nowMs(),
        ],
      );
    }
    return cosigners.map(({ name }) => name);
  }

  /** The root under our own signature must be that of our own tree: somebody else may have our key. */
  async #mustBeOurs(folder: LogFolder, checkpoint: Checkpoint, log: VerifierKey): Promise<void> {
    const present = await folder.read('checkpoint');
    const own = present && openCheckpoint(nodeCrypto, present, { log });
    if (own === undefined || own.size < checkpoint.size)
      throw problem('border.cosignature', 'This log is not that large yet; send it again.');
    const { sha256 } = nodeCrypto;
    const hashes = new TileHashes(
      sha256,
      own.size,
      async (path, width) => await readTile(folder, path, width),
    );
    if (
      checkpoint.size === 0n ||
      !sameBytes(await hashes.range(0n, checkpoint.size), checkpoint.root)
    )
      throw problem(
        'border.cosignature',
        'This checkpoint speaks of another tree than the log’s: keep it, it is evidence.',
      );
  }

  /** @returns the lines for the tree of this size, of witnesses that count now. */
  async linesAt(tx: Tx, cellId: string, size: number): Promise<NoteSignature[]> {
    const rows = await tx.query<{ line: string }>(
      {
        name: 'border.cosignatures_at',
        text: `SELECT line FROM border_cosignatures JOIN border_witnesses ON name = witness
          WHERE cell_id = $1 AND tree_size = $2 AND until_ms IS NULL ORDER BY witness`,
      },
      [cellId, size],
    );
    return rows.flatMap(({ line }) => parseSignatureLines(line));
  }

  /** @returns the largest tree that was co-signed. */
  async latest(tx: Tx, cellId: string): Promise<Cosigned | undefined> {
    const rows = await tx.query<{ tree_size: number; head: string; line: string }>(
      {
        name: 'border.cosigned',
        text: `SELECT tree_size, head, line FROM border_cosignatures JOIN border_witnesses ON name = witness
          WHERE cell_id = $1 AND until_ms IS NULL ORDER BY tree_size DESC, witness`,
      },
      [cellId],
    );
    const [first] = rows;
    if (first === undefined) return undefined;
    const same = rows.filter((row) => row.head === first.head);
    return {
      size: first.tree_size,
      head: first.head,
      lines: same.flatMap(({ line }) => parseSignatureLines(line)),
    };
  }
}

function open(bytes: Uint8Array, log: VerifierKey, witnesses: VerifierKey[]): Checkpoint {
  try {
    return openCheckpoint(nodeCrypto, bytes, { log, witnesses });
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
    throw problem('border.cosignature', error.message);
  }
}
