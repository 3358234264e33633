// The gateway's rules and the cell's dealings with other cells, put together. The gateway process uses `customs` and `sender`;
// the cell's own processes keep the queue and hand over to the gateway.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import { problem, type Route } from '@jhalak/contracts';
import type { CellCard } from '@jhalak/contracts/gateway';
import type {
  BorderLog,
  BorderMessage,
  BorderReply,
  Courier,
  Customs,
  Database,
  Gateway,
  Keys,
  Outbound,
  Sweep,
  Tx,
} from '@jhalak/ports';
import type { Clock, Logger } from '@jhalak/kernel';
import { openCustoms } from './customs.ts';
import { queueDailyReports, type CountsReader } from './daily-report.ts';
import {
  firstSigners,
  isSignedBy,
  ownerSigners,
  type CellSigner,
  type PaperKind,
} from './cell-keys.ts';
import { Directory } from './directory.ts';
import { isNamed, keepSuccession, nameNext, takeOn, type NamedNext } from './succession.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { policedOutbound } from './policed-outbound.ts';
import { PolicyStore } from './policy-store.ts';
import { Refusals } from './refusals.ts';
import { cellRoutes } from './routes/cells.ts';
import { crossingRoutes } from './routes/crossings.ts';
import { policyRoutes } from './routes/policies.ts';
import { Sender } from './sender.ts';
import { openWindows, type Windows } from './windows.ts';

export interface CrossingsDeps {
  database: Database;
  log: BorderLog;
  keys: Keys;
  clock: Clock;
  logger: Logger;
  region: string;
  /** Under which others reach this cell: `https://cell.example`, no path. */
  address: string;
  /** The gateway's client; absent in the gateway itself, which then queues nothing. */
  gateway: Gateway | undefined;
  /** What the daily report counts; absent where nothing is reported. */
  counts: CountsReader | undefined;
  cellId(): Promise<string>;
}

/** What commands and the gateway process use. */
export interface Crossings {
  customs: Customs;
  /** Writes the policies of a first start, if they are not there; for whoever cannot wait for the sweep. */
  seed(): Promise<void>;
  /** @returns an outbound client that asks the policies before, and counts what is refused. */
  police(outbound: Outbound): Outbound;
  /** @returns what sends messages through a courier; only the gateway process has one. */
  sender(courier: Courier): { send(message: BorderMessage): Promise<BorderReply> };
  /** @returns where many messages to few parties leave; only the gateway process has it. Close it at the end. */
  windows(): Windows;
  /** @returns this cell's card, to be handed to other operators. */
  card(): Promise<CellCard>;
  /** Takes in another cell's card. @throws `cell.card_invalid`. */
  meet(card: unknown): Promise<CellCard>;
  /** The key that speaks for this cell now. Base64 of 32 bytes. */
  key(): string;
  /** Says, as the owner whose time ends, whose key speaks for the cell from the next epoch on. Nothing is kept here. */
  nameNext(key: string, epoch: number): Promise<NamedNext>;
  /**
   * Goes on for the cell under this install's own key, in the transaction in which its epoch begins; what the operator knows
   * of others is signed anew.
   *
   * @param named the former owner's word; undefined: it is given here, which only an install that follows the first owner
   * can. @throws problem `handover.refused` for a word about another key.
   */
  takeOver(tx: Tx, epoch: number, named: NamedNext | undefined): Promise<void>;
  /** Forgets a cell. @returns whether it was known. */
  part(cellId: string): Promise<boolean>;
  /** @returns this cell's signature over a paper that is carried to another cell: base64. */
  signPaper(kind: PaperKind, paper: object): string;
  /**
   * @returns the card of the cell that signed this paper, where it is one that this cell knows; undefined for anything else.
   * Cost: one query and some signatures.
   */
  signedPaper(
    kind: PaperKind,
    cellId: string,
    paper: object & { signature: string },
  ): Promise<CellCard | undefined>;
  /** @returns cards of all cells that may be spoken with now. */
  neighbours(): Promise<CellCard[]>;
  /** Queues the day's reports and sends what is due, now. @returns how many messages were settled. */
  tell(): Promise<number>;
}

/** @returns the parts, with their routes and sweeps. Cost: none. */
export function createCrossings(
  deps: CrossingsDeps,
): Crossings & { routes: Route[]; sweeps: Sweep[] } {
  const policies = new PolicyStore(deps);
  const refusals = new Refusals(deps);
  const directory = new Directory(deps);
  const inbox = new Inbox({ ...deps, directory });
  const ruled = { ...deps, policies, refusals, directory };
  return {
    customs: openCustoms(ruled),
    seed: async () => void (await policies.seed()),
    police: (outbound) => policedOutbound({ ...ruled, outbound }),
    sender: (courier) => new Sender(ruled, courier),
    windows: () => openWindows(ruled),
    card: async () => await directory.card(),
    meet: async (card) => await directory.meet(card),
    part: async (cellId) => await directory.part(cellId),
    signPaper: (kind, paper) => directory.signer.sign(kind, paper),
    signedPaper: async (kind, cellId, paper) => {
      const card = await directory.find(cellId);
      return card !== undefined && isSignedBy(card.key, kind, paper) ? card : undefined;
    },
    neighbours: async () => await directory.all(),
    key: () => ownerSigners(deps.keys).cell.publicKey,
    nameNext: async (key, epoch) =>
      await nameNextOf(deps, ownerSigners(deps.keys).cell, key, epoch),
    takeOver: async (tx, epoch, named) => await takeOver(deps, directory, tx, { epoch, named }),
    routes: [...crossingRoutes(ruled), ...policyRoutes(policies), ...cellRoutes(directory, inbox)],
    ...queueOf(deps, { policies, refusals, directory }),
  };
}

async function nameNextOf(
  { clock, cellId }: CrossingsDeps,
  former: CellSigner,
  key: string,
  epoch: number,
): Promise<NamedNext> {
  return nameNext(former, { cell: await cellId(), epoch, key, atMs: clock.nowMs() });
}

async function takeOver(
  deps: CrossingsDeps,
  directory: Directory,
  tx: Tx,
  { epoch, named }: { epoch: number; named: NamedNext | undefined },
): Promise<void> {
  const mine = ownerSigners(deps.keys).cell;
  const word =
    named ?? (await nameNextOf(deps, firstSigners(deps.keys).cell, mine.publicKey, epoch));
  if (word.epoch !== epoch || !isNamed(word, mine.publicKey))
    throw problem('handover.refused', 'The former owner named another key for the cell’s card.');
  await keepSuccession(tx, takeOn(word, mine));
  await directory.adopt(tx);
}

function queueOf(
  deps: CrossingsDeps,
  parts: { policies: PolicyStore; refusals: Refusals; directory: Directory },
): { tell(): Promise<number>; sweeps: Sweep[] } {
  const { gateway, counts } = deps;
  const { policies } = parts;
  const seeded = { name: 'border.first_policies', everyMs: MINUTE_MS, run: () => policies.seed() };
  if (gateway === undefined) return { tell: () => Promise.resolve(0), sweeps: [seeded] };
  const outbox = new Outbox({ ...deps, ...parts, gateway });
  const report = async (): Promise<number> =>
    counts === undefined ? 0 : await queueDailyReports({ ...deps, ...parts, outbox, counts });
  return {
    tell: async () => {
      await report();
      return await outbox.deliver();
    },
    sweeps: [
      seeded,
      { name: 'border.daily_reports', everyMs: 5 * MINUTE_MS, run: report },
      { name: 'border.deliver', everyMs: 5 * SECOND_MS, run: () => outbox.deliver() },
      { name: 'border.forget', everyMs: HOUR_MS, run: () => outbox.forget() },
    ],
  };
}
