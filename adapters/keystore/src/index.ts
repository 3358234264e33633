export type { KeystoreFailure } from './failure.ts';
export { openKeystore } from './keystore.ts';
export type { Keystore, KeyStanding, KeystoreOptions } from './keystore.ts';
export { createRootKeyFile } from './root-key.ts';
export type { KeyCounts } from './transfer.ts';
