export { concat, decimal, fromBase64, sameBytes, textOf, toBase64, toHex, utf8 } from './bytes.ts';
export { openCheckpoint, parseTreeHead, treeHeadText } from './checkpoints.ts';
export type { Checkpoint, TreeHead } from './checkpoints.ts';
export { equivocationText, isEquivocation, verifyEquivocation } from './equivocation.ts';
export type { Equivocation } from './equivocation.ts';
export { TlogError } from './errors.ts';
export type { TlogFault } from './errors.ts';
export {
  leafHash,
  verifyConsistency,
  verifyInclusion,
  verifySubtreeConsistency,
  verifySubtreeInclusion,
} from './merkle.ts';
export {
  COSIGNATURE_V1,
  cosignatureBytes,
  cosignedText,
  ED25519,
  noteText,
  parseNote,
  parseSignatureLines,
  parseVkey,
  signatureLine,
  verifierKey,
  verifyNote,
  vkeyOf,
} from './notes.ts';
export type { Note, NoteSignature, TlogCrypto, Verified, VerifierKey } from './notes.ts';
export { followOwners, nextOwner, OWNER_ENTRY_ACT, ownerEntry, ownerPath } from './owners.ts';
export type { LogOwner, OwnerStep } from './owners.ts';
export { parseProofFile, proofFileText, verifyProof } from './proof-files.ts';
export type { EntryProof } from './proof-files.ts';
export { TileHashes } from './proofs.ts';
export type { LogFiles } from './proofs.ts';
export {
  bundleOf,
  entriesOfBundle,
  hashesOfTile,
  parseTilePath,
  TILE_WIDTH,
  tilePath,
} from './tiles.ts';
export type { Tile } from './tiles.ts';
export { TreeEdge } from './tree-edge.ts';
export { readTile } from './read-tile.ts';
export { idOfEntry, verifyLog } from './verify-log.ts';
export type { VerifiedLog, VerifyOptions } from './verify-log.ts';
export { addCheckpointBody, Witness } from './witness.ts';
export type { WitnessDeps, WitnessMemory, WitnessReply } from './witness.ts';
