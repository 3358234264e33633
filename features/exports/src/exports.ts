// Exports: everything that is kept about a person, as one archive that they take with them.

import { assert } from '@jhalak/kernel';
import type { Feature, JobHandler } from '@jhalak/ports';
import { manifest } from '../manifest.ts';
import { ChannelDesk } from './channel/channel-desk.ts';
import { channelRoutes } from './channel/channel-routes.ts';
import { archiveFolder, ExportMaker } from './make-export.ts';
import { askRoutes, TASK } from './routes/ask-export.ts';
import { getExportFile } from './routes/get-export-file.ts';
import { ExportStore } from './store.ts';
import { expirySweep } from './sweeps.ts';
import { NowMaker } from './now-maker.ts';
import type { ExportsDeps } from './types.ts';

/** Builds the feature. Nothing runs until the app mounts its routes, its job and its sweep. Cost: none. */
export function createExports(deps: ExportsDeps): Feature & { channels: ChannelDesk } {
  const { blobs } = deps;
  const channels = new ChannelDesk(deps.channels);
  const store = new ExportStore(deps.database);
  const maker = new ExportMaker(deps, store);
  const now = new NowMaker(maker);
  const make: JobHandler = async ({ personId, exportId }, run) => {
    assert(typeof personId === 'string' && typeof exportId === 'string', 'as it was enqueued');
    await maker.run(personId, exportId, run);
  };
  return {
    channels,
    manifest,
    routes: [
      ...askRoutes({ ...deps, store, makeNow: (...names) => now.make(...names) }),
      getExportFile({ ...deps, store }),
      ...channelRoutes(channels),
    ],
    jobs: { [TASK]: make },
    consumers: [],
    sweeps: [expirySweep(deps, store), channels.sweep()],
    // Their key went before: what is deleted here was unreadable already.
    erase: async (personId) => {
      const keys: string[] = [];
      for await (const key of blobs.list(archiveFolder(personId))) keys.push(key);
      for (const key of keys) await blobs.delete(key);
    },
  };
}
