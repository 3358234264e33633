// What goes when a cell moves and its owner stays: all that a backup would keep. Withholding is for others; here the model, the
// staff and everybody's sessions go along, so that after the move nobody notices one.

import type { Manifest } from '@jhalak/contracts';
import { tablesToKeep } from '../backup/table-plan.ts';

/**
 * Tables that the target makes for itself: where readers of the journal stand comes with `cell.json`, and a standing that came
 * along would freeze the new home too.
 */
const OWN_TO_A_HOME: ReadonlySet<string> = new Set(['journal_consumers', 'handover_standing']);

/** @returns the manifests with everything that moves marked as going. Cost: none. */
export function movingManifests(manifests: readonly Manifest[]): Manifest[] {
  const kept = new Set(tablesToKeep(manifests).filter((name) => !OWN_TO_A_HOME.has(name)));
  return manifests.map((manifest) => ({
    ...manifest,
    tables: manifest.tables.map((table) => ({
      ...table,
      handover: kept.has(table.name) ? ('transfer' as const) : ('rebuild' as const),
    })),
    streams: manifest.streams.map((stream) => ({ ...stream, handover: 'transfer' as const })),
    blobs: manifest.blobs.map((blobs) => ({ ...blobs, handover: 'transfer' as const })),
    models: manifest.models.map((model) => ({ ...model, handover: 'licence' as const })),
  }));
}
