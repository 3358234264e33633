export { createAttestation } from './attestation.ts';
export type {
  Attestation,
  AttestationDeps,
  AttestationMode,
  CheckedRelease,
} from './attestation.ts';
export { keyIdOf, rawKeyOf, readEnvelope, signEnvelope, unsignedEnvelope } from './dsse.ts';
export type { RefusalReason, Verdict } from './judge.ts';
export { differences, isSame, releaseDigest, statementOf } from './statement.ts';
export type { Measured, Statement } from './statement.ts';
