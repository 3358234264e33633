// Exports: everything that is kept about a person, as one archive that they take with them.

import { assert } from '@jhalak/kernel';
import type { Feature, JobHandler } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { createBring, type Bring } from './bring/bring.ts';
import { ChannelDesk } from './channel/channel-desk.ts';
import { channelRoutes } from './channel/channel-routes.ts';
import { exportBlobs } from './export-blobs.ts';
import { archiveFolder, ExportMaker } from './make-export.ts';
import { askRoutes, TASK } from './routes/ask-export.ts';
import { getExportFile } from './routes/get-export-file.ts';
import { ExportStore } from './store.ts';
import { expirySweep } from './sweeps.ts';
import { NowMaker } from './now-maker.ts';
import type { ExportsDeps } from './types.ts';
import { whereaboutsRoutes } from './whereabouts/routes.ts';
import { WhereaboutsDesk } from './whereabouts/whereabouts.ts';

/** Builds the feature. Nothing runs until the app mounts its routes, its job and its sweep. Cost: none. */
export function createExports(
  deps: ExportsDeps,
): Feature & { channels: ChannelDesk; bring: Bring; whereabouts: WhereaboutsDesk } {
  const { blobs } = deps;
  const channels = new ChannelDesk(deps.channels);
  const bring = createBring(deps.bring);
  const { database, clock } = deps;
  const { papers, people } = deps.bring;
  const whereabouts = new WhereaboutsDesk({
    ...{ database, clock, papers },
    personByHandle: async (handle) => await people.personByHandle(handle),
  });
  const store = new ExportStore(deps.database);
  const maker = new ExportMaker(deps, store);
  const now = new NowMaker(maker);
  const make: JobHandler = async ({ personId, exportId }, run) => {
    assert(typeof personId === 'string' && typeof exportId === 'string', 'as it was enqueued');
    await maker.run(personId, exportId, run);
  };
  return {
    channels,
    bring,
    whereabouts,
    manifest,
    routes: [
      ...askRoutes({ ...deps, store, makeNow: (...names) => now.make(...names) }),
      getExportFile({ ...deps, store }),
      ...channelRoutes(channels),
      ...bring.routes,
      ...whereaboutsRoutes(whereabouts),
    ],
    jobs: { [TASK]: make, ...bring.jobs },
    consumers: [],
    sweeps: [expirySweep(deps, store), channels.sweep(), ...bring.sweeps],
    blobs: exportBlobs(deps.database),
    // Their key went before: what is deleted here was unreadable already.
    erase: async (personId) => {
      await bring.erase(personId);
      const keys: string[] = [];
      for await (const key of blobs.list(archiveFolder(personId))) keys.push(key);
      for (const key of keys) await blobs.delete(key);
    },
  };
}
