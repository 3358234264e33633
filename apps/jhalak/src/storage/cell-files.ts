import type { Cell } from '../wiring/cell.ts';
import type { VerifyOptions } from './verify-blobs.ts';

/** @returns the store of a cell and all that is known of it. */
export function cellFiles(
  cell: Pick<Cell, 'parts' | 'features' | 'manifests'>,
): Pick<VerifyOptions, 'blobs' | 'holders' | 'prefixes'> {
  return {
    blobs: cell.parts.blobs,
    holders: cell.features.flatMap((feature) =>
      feature.blobs === undefined ? [] : [feature.blobs],
    ),
    prefixes: new Set(
      cell.manifests.flatMap((manifest) => manifest.blobs.map(({ prefix }) => prefix)),
    ),
  };
}
