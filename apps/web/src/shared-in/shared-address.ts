/** Where other apps share to; the manifest names it. */
export const SHARE_TARGET_PATH = '/share-target';
/** The cache in which the service worker puts what came, until the create screen takes it. */
export const SHARED_CACHE = 'shared-in';
export const SHARED_FILE = '/shared-in/file';
export const SHARED_WORDS = '/shared-in/words';
/** Carries the file's name, percent-encoded. */
export const NAME_HEADER = 'x-file-name';
