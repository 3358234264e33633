// What people see of the border, and take away: the map, the log in pages, who looked, and the signed export.

import type { Caller, Manifest, Route } from '@jhalak/contracts';
import { DAY_MS, HOUR_MS, type Clock, type Ids } from '@jhalak/kernel';
import type { Blobs, BorderLog, Database, Keys, Sweep } from '@jhalak/ports';
import { parseNote, parseTreeHead } from '@jhalak/tlog';
import type { Border } from '../border.ts';
import { Refusals } from '../gateway/refusals.ts';
import { CHECKPOINT_FILE } from '../log/log-folder.ts';
import { auditSigner } from '../log/log-key.ts';
import { mapReader } from './border-map.ts';
import { checkpointText, ExportWriter } from './export-writer.ts';
import { Looks } from './looks.ts';
import { oversightRoutes } from './routes.ts';

/** Staff's records are kept a year, as LAW asks of logs. */
const LOOKS_KEPT_MS = 365 * DAY_MS;

export interface OversightDeps {
  database: Database;
  keys: Keys;
  blobs: Pick<Blobs, 'list'>;
  clock: Clock;
  ids: Ids;
  region: string;
  log: BorderLog;
  border: Pick<Border, 'cellId' | 'identity' | 'vkey' | 'auditVkey' | 'publicFile'>;
  /** Where an export is written before it is handed over. */
  workFolder: string;
  house(): { manifests: readonly Manifest[]; routes: readonly Route[] };
}

export interface Oversight {
  routes: Route[];
  sweeps: Sweep[];
  /** Told of each call, before it is answered: what auditors read is written down. */
  note(caller: Caller | undefined, route: Pick<Route, 'access' | 'name'>): Promise<void>;
}

/** @returns the parts, with their routes and sweep. Cost: none. */
export function createOversight(deps: OversightDeps): Oversight {
  const { border, keys, clock } = deps;
  const cellId = async (): Promise<string> => await border.cellId();
  const signer = async () => auditSigner(keys, await border.identity());
  const checkpoint = async (): Promise<{ size: number; text: string }> => {
    const file = await border.publicFile(CHECKPOINT_FILE);
    if (file === undefined) return { size: 0, text: '' };
    return {
      size: Number(parseTreeHead(parseNote(file.bytes).text).size),
      text: checkpointText(file.bytes),
    };
  };
  const size = async (): Promise<number> => (await checkpoint()).size;
  const looks = new Looks(deps);
  const shared = { ...deps, cellId, size, signer, checkpoint };
  const map = mapReader({
    ...shared,
    refusals: new Refusals(shared),
    identity: async () => await border.identity(),
    manifests: () => deps.house().manifests,
    keys: async () => ({
      vkey: await border.vkey(),
      auditVkey: await border.auditVkey(),
    }),
  });
  const writer = new ExportWriter({
    ...shared,
    folder: `${deps.workFolder}/exports`,
    identity: async () => await border.identity(),
    vkey: async () => await border.vkey(),
    routes: () => deps.house().routes,
  });
  return {
    routes: oversightRoutes({ ...shared, looks, map, writer }),
    sweeps: [
      {
        name: 'border.forget_looks',
        everyMs: HOUR_MS,
        run: async () => await looks.forget(clock.nowMs() - LOOKS_KEPT_MS),
      },
    ],
    note: async (caller, route) => await looks.note(caller, route),
  };
}
