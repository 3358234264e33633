// The failures of opening a key store. Each says which file or setting the operator must mend.

import { JhalakError } from '@jhalak/kernel';

export type KeystoreFailure =
  | 'keystore.root_missing'
  | 'keystore.root_exists'
  | 'keystore.root_exposed'
  | 'keystore.root_malformed'
  | 'keystore.root_wrong'
  | 'keystore.region_wrong'
  | 'keystore.busy'
  | 'keystore.backup_refused'
  | 'keystore.backup_old'
  | 'keystore.parcel_refused'
  | 'keystore.list_refused';

/** @returns an error for the operator; status 503. */
export function keystoreFailure(
  code: KeystoreFailure,
  sentence: string,
  cause?: unknown,
): JhalakError {
  return new JhalakError(sentence, {
    code,
    status: 503,
    ...(cause === undefined ? {} : { cause }),
  });
}
