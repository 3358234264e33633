/** Parts of every screen that wait until the first clip has its bytes; one call, because each costs the first load its list of files. */
export const loadLater = () => import('./later-parts.tsx');
