import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { Export, ExportBody, ExportList } from '@jhalak/contracts/exports';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, DAY_MS, SECOND_MS } from '@jhalak/kernel';
import type { ExportStore, StoredExport } from '../store.ts';
import type { ExportsDeps } from '../types.ts';
import { exportView } from '../view.ts';

/** In a day: enough for a mistake and a second try; each reads everything that is kept. */
const EXPORTS_PER_DAY = 3;
/** Listed at most: more than can be made while they are remembered. */
const LISTED_MAX = 100;
/** A run that is not done by then never will be: a killed one runs again within seconds. */
const GIVEN_UP_MS = DAY_MS;
/** Kills and restarts are forgiven beyond these. */
const ATTEMPTS_MAX = 3;
/** The job's name. */
export const TASK = 'exports.make';

type AskDeps = Pick<ExportsDeps, 'database' | 'jobs' | 'ids' | 'clock' | 'closing'> & {
  store: ExportStore;
  /** Makes it without a worker. */
  makeNow(personId: string, exportId: string): void;
};

export function askRoutes(deps: AskDeps): Route[] {
  return [createExport(deps), listExports(deps), getExport(deps)];
}

function createExport(deps: AskDeps): Route {
  const { database, jobs, ids, clock, store } = deps;
  return defineRoute({
    method: 'POST',
    path: '/v1/me/exports',
    name: 'createExport',
    summary: `Ask for an archive of everything that is kept about the caller; one at a time, ${EXPORTS_PER_DAY} a day`,
    tag: 'exports',
    access: 'viewer',
    owner: 'self',
    body: ExportBody,
    stepUp: true,
    whileBlocked: 'open',
    whileClosing: 'open',
    pendingDeletion: 'allowed',
    replies: { 201: Export },
    ratePerMinute: 10,
    async handle({ body, caller }) {
      assert(caller, 'the route asks for a viewer');
      const { personId } = caller;
      const nowMs = clock.nowMs();
      // Workers stand still while a cell closes: what a program that was killed has left goes on when it is asked for again.
      const left = deps.closing() ? await underWay(store, personId) : undefined;
      const exportId = left?.exportId ?? ids.next();
      if (left === undefined)
        await database.transaction(async (tx) => {
          const before = await store.of(personId, LISTED_MAX, tx);
          const nextAtMs = nextTime(before);
          if (nextAtMs > nowMs) {
            throw problem(
              'export.too_many',
              `You have asked for ${EXPORTS_PER_DAY} archives within a day. Take one of those, or ask again later.`,
              { retryAfterS: Math.ceil((nextAtMs - nowMs) / SECOND_MS) },
            );
          }
          const asked = { personId, exportId, language: body.language, atMs: nowMs };
          if (!(await store.insert(tx, { ...asked, expiresAtMs: nowMs + GIVEN_UP_MS })))
            throw problem(
              'export.running',
              'An archive is being made for you already. Wait for it.',
            );
          await jobs.enqueue(tx, {
            task: TASK,
            payload: { personId, exportId },
            key: `${TASK}:${exportId}`,
            maxAttempts: ATTEMPTS_MAX,
          });
        });
      if (deps.closing()) deps.makeNow(personId, exportId);
      const row = await store.byId(personId, exportId);
      assert(row, 'it was written a moment ago');
      return { status: 201, json: exportView(row, nowMs) };
    },
  });
}

async function underWay(store: ExportStore, personId: string): Promise<StoredExport | undefined> {
  const rows = await store.of(personId, LISTED_MAX);
  return rows.find(({ state }) => state === 'queued' || state === 'running');
}

function listExports({ clock, store }: AskDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/me/exports',
    name: 'listExports',
    summary: 'Archives that the caller asked for within 30 days, the latest first',
    tag: 'exports',
    access: 'viewer',
    owner: 'self',
    whileBlocked: 'open',
    pendingDeletion: 'allowed',
    replies: { 200: ExportList },
    async handle({ caller }) {
      assert(caller, 'the route asks for a viewer');
      const rows = await store.of(caller.personId, LISTED_MAX);
      const nowMs = clock.nowMs();
      const items = rows.map((row) => exportView(row, nowMs));
      return { status: 200, json: { items, nextAtMs: nextTime(rows) } };
    },
  });
}

function getExport({ clock, store }: AskDeps): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/me/exports/:id',
    name: 'getExport',
    summary: 'How far an archive of the caller is',
    tag: 'exports',
    access: 'viewer',
    owner: 'owner',
    params: IdParams,
    whileBlocked: 'open',
    pendingDeletion: 'allowed',
    replies: { 200: Export },
    async handle({ params, caller }) {
      assert(caller, 'the route asks for a viewer');
      const row = await store.byId(caller.personId, params.id);
      if (row === undefined) throw unknownExport();
      return { status: 200, json: exportView(row, clock.nowMs()) };
    },
  });
}

/** @returns the failure for an archive that is not the caller's: the same whether it is somebody else's or nobody's. */
export function unknownExport(): Error {
  return problem('export.not_found', 'There is no such archive of yours.');
}

/** A day after the third latest that did not fail. */
function nextTime(latestFirst: readonly StoredExport[]): number {
  const counted = latestFirst.filter(({ state }) => state !== 'failed');
  const third = counted[EXPORTS_PER_DAY - 1];
  return third === undefined ? 0 : third.askedAtMs + DAY_MS;
}
