/** Places of each viewer behind which an ad may stand: as many as the operator's rules allow in a session at most. */
export const PLACES_A_VIEWER = 100;
