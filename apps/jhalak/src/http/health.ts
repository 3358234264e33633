// Whether the cell works, for balancers and people: no personal data, no error texts.

import { openLosses } from '@jhalak/orders';
import type { ReaderStanding } from '@jhalak/ports';
import type { FastifyInstance } from 'fastify';
import type { Cell } from '../wiring/cell.ts';

/** What the sample world's progress looks like. */
export interface SampleProgress {
  total: number;
  ready: number;
}

/** A reader that tries again may stand still for this long: a database that restarts takes some seconds. */
const STANDING_STILL_MAX_MS = 10_000;

/**
 * `GET /v1/health`: 200 when the database answers and every reader of the journal in this process moves, else 503 with
 * the names of those that stand still and the window each stands before.
 */
export function mountHealth(
  app: FastifyInstance,
  cell: Cell,
  version: string,
  samples: () => SampleProgress | undefined,
): void {
  app.get('/v1/health', async (_request, reply) => {
    const started = performance.now();
    let window = -1;
    try {
      window = await cell.parts.journal.lastWindow();
    } catch {
      // The reply says it: not ready.
    }
    const answers = window >= 0;
    const readers = cell.parts.journal.readers();
    const standingStill = stillOnes(readers, cell.parts.clock.nowMs());
    const ok = answers && standingStill.length === 0;
    const progress = samples();
    return await reply
      .code(ok ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({
        status: ok ? 'ok' : 'unavailable',
        version,
        region: cell.parts.region,
        ...standingOf(cell),
        database: { ok: answers, answeredInMs: Math.round(performance.now() - started) },
        journal: {
          window,
          learnedWindow: cell.taste.version(),
          ...(standingStill.length === 0 ? {} : { standingStill }),
          ...unreadableOnes(readers),
        },
        ...(answers ? { ...(await publicLog(cell)), ...(await lostOrders(cell)) } : {}),
        ...(progress === undefined ? {} : { samples: progress }),
      });
  });
}

// A frozen cell serves: balancers keep it.
function standingOf({ standing }: Cell) {
  const { state, untilMs } = standing.now();
  return state === 'open' ? {} : { standing: { state, ...(untilMs && { untilMs }) } };
}

function stillOnes(readers: readonly ReaderStanding[], nowMs: number) {
  return readers.flatMap(({ name, stuck }) => {
    if (stuck === undefined) return [];
    if (!stuck.forGood && nowMs - stuck.sinceMs < STANDING_STILL_MAX_MS) return [];
    return [{ reader: name, window: stuck.window, sinceMs: stuck.sinceMs, stopped: stuck.forGood }];
  });
}

// Not a reason to take the cell out of service: everything else goes on. It is for the operator to see.
function unreadableOnes(readers: readonly ReaderStanding[]) {
  const unreadable = readers.flatMap(({ name, unreadable: told }) =>
    told === undefined ? [] : [{ reader: name, events: told.count, lastWindow: told.window }],
  );
  return unreadable.length === 0 ? {} : { unreadable };
}

// Nor is this: people go on watching, and what must be on record first waits or is refused.
async function publicLog({ border, parts }: Cell) {
  const { stopped, waiting, waitingSinceMs } = await border.backlog();
  const late =
    waitingSinceMs !== undefined && parts.clock.nowMs() - waitingSinceMs >= STANDING_STILL_MAX_MS;
  return stopped || late ? { publicLog: { stopped, waiting, sinceMs: waitingSinceMs } } : {};
}

// What an unknown order hid may be shown; the officers must hear of it, and people go on watching.
async function lostOrders({ parts }: Cell) {
  const lost = await openLosses(parts.database);
  return lost.length === 0 ? {} : { orders: { lost: lost.length } };
}
