export type { KeystoreFailure } from './failure.ts';
export { openKeystore } from './keystore.ts';
export type { Keystore, KeyStanding, KeystoreOptions } from './keystore.ts';
export { createRootKeyFile } from './root-key.ts';
export { ROTATED_CLASSES } from './rotation.ts';
export type { RotatedClass, Rotation } from './rotation.ts';
export type { ClassState, KeyState } from './state.ts';
export type { KeyCounts } from './transfer.ts';
export { wrap as wrapKey } from './sealing.ts';
