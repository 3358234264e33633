/** Where the service worker notes of which language it keeps the words; no page is at this address. */
export const KEPT_LANGUAGE = '/.language';
