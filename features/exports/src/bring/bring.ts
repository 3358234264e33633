// An archive from another cell, put together: where its bytes come, its jobs, its routes, its sweep.

import type { Caller, Route } from '@jhalak/contracts';
import { assert, MINUTE_MS } from '@jhalak/kernel';
import { TusEndpoint, UploadFolder } from '@jhalak/media';
import type { JobHandler, Sweep, Tx } from '@jhalak/ports';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Bringer } from './bringer.ts';
import { ARCHIVE_BYTES_MAX, ArchiveUploads, BRING_TASK, LOOK_TASK } from './receiving.ts';
import { importRoutes } from './routes.ts';
import { ImportStore } from './store.ts';
import type { BringDeps } from './types.ts';

/** Ended in one run. */
const ENDED_MAX = 200;

/** What a clip that came is published with. */
interface CameWith {
  publishedAtMs: number | null;
  adult: boolean;
  /** The clip where the sound that it carries was first; null: its own. */
  soundId: string | null;
}

export interface Bring {
  routes: Route[];
  jobs: Record<string, JobHandler>;
  sweeps: Sweep[];
  erase(personId: string): Promise<void>;
  /** Answers one tus request under /v1/imports; see Media.handleTus. */
  handleTus(req: IncomingMessage, res: ServerResponse, caller: Caller | undefined): Promise<void>;
  /** Asked in the transaction that publishes a clip. @returns undefined for one that came in no archive. */
  cameWith(tx: Tx, videoId: string): Promise<CameWith | undefined>;
}

/** Cost: none until it is used. */
export function createBring(deps: BringDeps): Bring {
  const store = new ImportStore(deps.database);
  const uploads = new UploadFolder(deps.folder);
  const bringer = new Bringer(deps, store, uploads);
  const { ids, logger } = deps;
  const endpoint = new TusEndpoint({
    ...{ path: '/v1/imports', ids, logger, maxBytes: ARCHIVE_BYTES_MAX },
    uploadsOf: (personId) => new ArchiveUploads(personId, { ...deps, store, folder: uploads }),
  });
  const job = (task: string): JobHandler => {
    return async ({ personId, importId }, run) => {
      assert(typeof personId === 'string' && typeof importId === 'string', 'as it was enqueued');
      await uploads.prepare();
      await bringer.run(task, { personId, importId }, run);
    };
  };
  return {
    routes: importRoutes({ ...deps, store, uploads, bringer }),
    jobs: { [LOOK_TASK]: job(LOOK_TASK), [BRING_TASK]: job(BRING_TASK) },
    sweeps: [sweepOf(deps, store, uploads)],
    handleTus: async (req, res, caller) => await endpoint.handle(req, res, caller),
    cameWith: async (tx, videoId) => await bringer.clipOf(tx, videoId),
    // Rows go with the person; the file has no other owner.
    erase: async (personId) => {
      for (const importId of await store.idsOf(personId)) await uploads.remove(importId);
    },
  };
}

function sweepOf({ clock }: BringDeps, store: ImportStore, uploads: UploadFolder): Sweep {
  // A file is made before its row: only one that was nobody's at the last look too is nobody's.
  let stray = new Set<string>();
  return {
    name: 'exports.imports',
    everyMs: 10 * MINUTE_MS,
    run: async () => {
      const due = await store.due(clock.nowMs(), ENDED_MAX);
      for (const row of due) {
        if (row.state === 'done') await store.settle(row);
        else if (await store.forget(row)) await uploads.remove(row.importId);
      }
      await uploads.prepare();
      const ids = await uploads.ids();
      const needed = await store.needed(ids);
      const nobodys = ids.filter((id) => !needed.has(id)).slice(0, ENDED_MAX);
      for (const id of nobodys.filter((one) => stray.has(one))) await uploads.remove(id);
      stray = new Set(nobodys);
      return due.length;
    },
  };
}
