// The gateway's rules and the cell's dealings with other cells, put together. The gateway process uses `customs` and `sender`;
// the cell's own processes keep the queue and hand over to the gateway.

import { HOUR_MS, MINUTE_MS, SECOND_MS } from '@jhalak/kernel';
import type { Route } from '@jhalak/contracts';
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
} from '@jhalak/ports';
import type { Clock, Logger } from '@jhalak/kernel';
import { openCustoms } from './customs.ts';
import { queueDailyReports, type CountsReader } from './daily-report.ts';
import { Directory } from './directory.ts';
import { Inbox } from './inbox.ts';
import { Outbox } from './outbox.ts';
import { policedOutbound } from './policed-outbound.ts';
import { PolicyStore } from './policy-store.ts';
import { Refusals } from './refusals.ts';
import { cellRoutes } from './routes/cells.ts';
import { crossingRoutes } from './routes/crossings.ts';
import { policyRoutes } from './routes/policies.ts';
import { Sender } from './sender.ts';

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
  /** @returns this cell's card, to be handed to other operators. */
  card(): Promise<CellCard>;
  /** Takes in another cell's card. @throws `cell.card_invalid`. */
  meet(card: unknown): Promise<CellCard>;
  /** Forgets a cell. @returns whether it was known. */
  part(cellId: string): Promise<boolean>;
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
    card: async () => await directory.card(),
    meet: async (card) => await directory.meet(card),
    part: async (cellId) => await directory.part(cellId),
    routes: [...crossingRoutes(ruled), ...policyRoutes(policies), ...cellRoutes(directory, inbox)],
    ...queueOf(deps, { policies, refusals, directory }),
  };
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
