/** The contract's, of what is asked before anything is learned. The first run needs it and nothing else of the contracts. */
export const NOTICE_VERSION = '2026-11-22';
