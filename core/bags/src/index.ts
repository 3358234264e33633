export {
  addSignature,
  checkSignatures,
  envelopeText,
  parseEnvelope,
  preAuthenticationEncoding,
  signedBytes,
  signEnvelope,
  unsignedEnvelope,
} from './dsse.ts';
export type { Envelope, Signatures, SignerKey } from './dsse.ts';
export { isEd25519Signature, rawEd25519, signerId } from './ed25519.ts';
export { PackageError } from './errors.ts';
export type { PackageFault } from './errors.ts';
export { Pace } from './pace.ts';
export type { PaceOptions, Progress } from './pace.ts';
export type { ListedPart, PartName } from './parts.ts';
export { packageParts, partBlocks, partRows, partShape, partText } from './read-parts.ts';
export type { PackageSource, Part } from './read-parts.ts';
export { keyCommitment, openBlocks, sealBlocks } from './seal.ts';
export type { SealContext } from './seal.ts';
export { readPackageEnvelope, writePackageEnvelope } from './sign-package.ts';
export { readStatement, statementDigest } from './statement.ts';
export type { PackageIdentity, PackageStatement, PackageTotals } from './statement.ts';
export { parseSchema, rowCheck, schemaText } from './table-schema.ts';
export type { ColumnType, Row, RowCheck, TableColumn, TableShape } from './table-schema.ts';
export { verifyBag } from './verify-bag.ts';
export type { Bag, BagFault, BagVerdict, VerifyBagOptions } from './verify-bag.ts';
export { verifyPackage } from './verify-package.ts';
export type { PackageVerdict, VerifiedPackage, VerifyPackageOptions } from './verify-package.ts';
export { unwrapPackageKey, wrapPackageKey } from './wrapped-key.ts';
export { PackageWriter } from './write-package.ts';
export type { OpenBytes, PackageWriterOptions, WrittenPackage } from './write-package.ts';
