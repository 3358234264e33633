// All that this cell knows of others: cards that its operator took in, each signed by that cell and again by this one, so
// that a row which somebody wrote into the database counts for nothing.

import { problem } from '@jhalak/contracts';
import { CellCard, type KnownCell } from '@jhalak/contracts/gateway';
import type { Clock, Logger } from '@jhalak/kernel';
import type { BorderLog, Database, Keys, Tx } from '@jhalak/ports';
import { Compile } from 'typebox/compile';
import { canonicalJson } from '../log/canonical-json.ts';
import { digestOf, firstSigners, isSignedBy, ownerSigners, type CellSigner } from './cell-keys.ts';
import { keyAfter, readSuccessions } from './succession.ts';

/** A cell knows its neighbours, not the world. */
const CELLS_MAX = 200;
/** A card is renewed at least every two years. */
const CARD_SPAN_MS = 2 * 366 * 86_400_000;

const card = Compile(CellCard);

export interface DirectoryDeps {
  database: Database;
  log: BorderLog;
  keys: Keys;
  clock: Clock;
  logger: Logger;
  region: string;
  /** Under which others reach this cell: `https://cell.example`. */
  address: string;
  cellId(): Promise<string>;
}

interface Row {
  other_cell_id: string;
  card: string;
  met_at_ms: number;
  signature: Buffer;
}

export class Directory {
  readonly #deps: DirectoryDeps;
  /** Signs what this cell says to others. */
  readonly signer: CellSigner;
  readonly #operator: CellSigner;

  constructor(deps: DirectoryDeps) {
    this.#deps = deps;
    const { cell, directory } = ownerSigners(deps.keys);
    this.signer = cell;
    this.#operator = directory;
  }

  /** @returns this cell's own card, valid from now on. */
  async card(): Promise<CellCard> {
    const { database, clock, region, address } = this.#deps;
    const issuedAtMs = clock.nowMs();
    const follows = await readSuccessions(database);
    const said = {
      v: 1 as const,
      cell: await this.#deps.cellId(),
      region,
      address,
      key: this.signer.publicKey,
      issuedAtMs,
      untilMs: issuedAtMs + CARD_SPAN_MS,
      ...(follows.length === 0 ? {} : { follows }),
    };
    return { ...said, signature: this.signer.sign('card', said) };
  }

  /**
   * Takes a card in; one of a cell that is known already replaces it.
   *
   * @throws `cell.card_invalid` for anything but a whole card of another cell, signed by itself and not over.
   */
  async meet(given: unknown): Promise<CellCard> {
    const { database, log, clock } = this.#deps;
    const wrong = await this.#wrong(given);
    if (wrong !== undefined) throw problem('cell.card_invalid', wrong);
    const met = given as CellCard;
    const text = canonicalJson(met);
    const metAtMs = clock.nowMs();
    const signature = this.#operator.sign('directory', { card: text, metAtMs });
    await database.transaction(async (tx) => {
      const known = await tx.query(
        {
          name: 'border.meet',
          text: `INSERT INTO border_directory (other_cell_id, card, met_at_ms, signature)
            SELECT $1, $2, $3, $4 WHERE (SELECT count(*) FROM border_directory WHERE other_cell_id <> $1) < $5
            ON CONFLICT (other_cell_id) DO UPDATE SET card = EXCLUDED.card, met_at_ms = EXCLUDED.met_at_ms,
              signature = EXCLUDED.signature RETURNING other_cell_id`,
        },
        [met.cell, text, metAtMs, Buffer.from(signature, 'base64'), CELLS_MAX],
      );
      if (known.length === 0) {
        throw problem('cell.card_invalid', `A cell knows ${CELLS_MAX} others at most.`);
      }
      await log.append(tx, {
        kind: 'policy',
        act: 'directory.met',
        codes: [met.cell, met.region],
        digest: digestOf(met),
        untilMs: met.untilMs,
      });
    });
    return met;
  }

  /**
   * Takes the card that came with a message, where it follows from the one that is known. @returns whether there is a newer
   * card now. Anybody may send such a message: nothing is told about why not.
   */
  async follow(given: unknown): Promise<boolean> {
    if (!card.Check(given) || (await this.find(given.cell)) === undefined) return false;
    if ((await this.#wrong(given)) !== undefined) return false;
    await this.meet(given);
    return true;
  }

  /** Signs every row anew, in the transaction in which another owner begins on this machine. @returns how many. */
  async adopt(tx: Tx): Promise<number> {
    const { directory: first } = firstSigners(this.#deps.keys);
    const { directory: mine } = ownerSigners(this.#deps.keys);
    const rows = await tx.query<Row>({
      name: 'border.cells_adopted',
      text: 'SELECT * FROM border_directory FOR UPDATE',
    });
    let count = 0;
    for (const { other_cell_id: cell, card: text, met_at_ms: metAtMs, signature } of rows) {
      const signed = { card: text, metAtMs, signature: signature.toString('base64') };
      if (!isSignedBy(first.publicKey, 'directory', signed)) continue;
      const fresh = mine.sign('directory', { card: text, metAtMs });
      await tx.query(
        {
          name: 'border.adopt_cell',
          text: 'UPDATE border_directory SET signature = $2 WHERE other_cell_id = $1',
        },
        [cell, Buffer.from(fresh, 'base64')],
      );
      count += 1;
    }
    return count;
  }

  /** Forgets a cell: nothing goes to it or is taken from it any more. @returns whether it was known. */
  async part(cell: string): Promise<boolean> {
    const { database, log } = this.#deps;
    return await database.transaction(async (tx) => {
      const gone = await tx.query(
        {
          name: 'border.part',
          text: 'DELETE FROM border_directory WHERE other_cell_id = $1 RETURNING other_cell_id',
        },
        [cell],
      );
      if (gone.length === 0) return false;
      await log.append(tx, { kind: 'policy', act: 'directory.parted', codes: [cell] });
      return true;
    });
  }

  /** @returns the card of a cell that may be spoken with now. Cost: one query and two signatures to check. */
  async find(cell: string): Promise<CellCard | undefined> {
    const [row] = await this.#deps.database.query<Row>(
      {
        name: 'border.cell_by_id',
        short: true,
        text: 'SELECT * FROM border_directory WHERE other_cell_id = $1',
      },
      [cell],
    );
    return row && this.#trusted(row);
  }

  /** @returns every cell that may be spoken with now, by id. */
  async all(): Promise<CellCard[]> {
    const rows = await this.#deps.database.query<Row>(
      {
        name: 'border.cells',
        text: 'SELECT * FROM border_directory ORDER BY other_cell_id LIMIT $1',
      },
      [CELLS_MAX],
    );
    return rows.flatMap((row) => this.#trusted(row) ?? []);
  }

  /** @returns the directory as its page shows it. */
  async shown(): Promise<KnownCell[]> {
    const cellId = await this.#deps.cellId();
    const rows = await this.#deps.database.query<
      Row & { waiting: number; sent_at_ms: number | null; received_at_ms: number | null }
    >(
      {
        name: 'border.cells_shown',
        text: `SELECT d.*,
            (SELECT count(*)::int FROM border_outbox o WHERE o.cell_id = $1 AND o.other_cell_id = d.other_cell_id
              AND o.state = 'waiting') AS waiting,
            (SELECT max(ended_at_ms) FROM border_outbox o WHERE o.cell_id = $1 AND o.other_cell_id = d.other_cell_id
              AND o.state = 'delivered') AS sent_at_ms,
            (SELECT max(received_at_ms) FROM border_inbox i WHERE i.cell_id = $1
              AND i.other_cell_id = d.other_cell_id) AS received_at_ms
          FROM border_directory d ORDER BY d.other_cell_id LIMIT $2`,
      },
      [cellId, CELLS_MAX],
    );
    return rows.flatMap((row) => {
      const trusted = this.#trusted(row);
      if (trusted === undefined) return [];
      const { cell, region, address, key, untilMs } = trusted;
      return [
        {
          ...{ cell, region, address, key, untilMs, metAtMs: row.met_at_ms, waiting: row.waiting },
          ...(row.sent_at_ms === null ? {} : { lastSentAtMs: row.sent_at_ms }),
          ...(row.received_at_ms === null ? {} : { lastReceivedAtMs: row.received_at_ms }),
        },
      ];
    });
  }

  async #wrong(given: unknown): Promise<string | undefined> {
    const { clock } = this.#deps;
    if (!card.Check(given)) return 'This is not the card of a cell.';
    if (!isSignedBy(given.key, 'card', given)) return 'The card is not signed by its own key.';
    if (!given.cell.startsWith(`${given.region}-`)) return "The cell's id is of another region.";
    if (given.cell === (await this.#deps.cellId())) return "This is this cell's own card.";
    if (given.untilMs <= clock.nowMs()) return 'The card is over; ask for a new one.';
    const known = await this.find(given.cell);
    if (known !== undefined && keyAfter(known, given.follows ?? []) !== given.key)
      return 'This cell is known with another key, and no word of its owner leads from that one to this: part from it first, and ask its operator by another way.';
    return undefined;
  }

  #trusted(row: Row): CellCard | undefined {
    const { clock, logger } = this.#deps;
    const signed = {
      card: row.card,
      metAtMs: row.met_at_ms,
      signature: row.signature.toString('base64'),
    };
    if (!isSignedBy(this.#operator.publicKey, 'directory', signed)) {
      logger.error({ cell: row.other_cell_id }, 'a row of the directory of cells is not ours');
      return undefined;
    }
    const known: unknown = JSON.parse(row.card);
    return card.Check(known) && known.untilMs > clock.nowMs() ? known : undefined;
  }
}
