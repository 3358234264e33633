// Packing a cell for its next owner.
export { packBase, packDelta } from './pack-cell.ts';
export type {
  BaseOptions,
  DeltaOptions,
  PackedPart,
  PackOptions,
  PackSource,
  PackWatch,
  SetIdentity,
} from './types.ts';
