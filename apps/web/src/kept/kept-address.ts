/** The service worker's cache of kept clips. */
export const KEPT_CACHE = 'kept-clips';
/** And of the last feed page's posters. */
export const POSTER_CACHE = 'posters';
/** Marks addresses that the service worker answers from the phone; without one they are the network's. */
export const KEPT_SEARCH = '?kept';

/** @returns the address of what this phone keeps of a clip. */
export const keptAddress = (path: string): string => path + KEPT_SEARCH;
