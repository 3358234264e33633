/** One-shot and periodic background sync go by this name; pages register it while the lock screen is on. */
export const LOCK_SYNC_TAG = 'jhalak-lock';
