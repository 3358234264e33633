// The code that a child's link carries. It stands behind the #, which is sent to no server, and outlives a sign-in on the way.

const KEY = 'jhalak.familyCode';

/** @returns the code with which this page was opened, once. */
export function takeCode(): string {
  const code = location.hash.slice(1) || (read() ?? '');
  try {
    sessionStorage.removeItem(KEY);
  } catch {
    // A device without storage kept nothing.
  }
  if (location.hash !== '') history.replaceState(history.state, '', location.pathname);
  try {
    return decodeURIComponent(code).slice(0, 40);
  } catch {
    // A link that was cut in half: the parent types the code.
    return '';
  }
}

/** Keeps it while its parent signs in. */
export function keepCode(): void {
  if (location.hash === '') return;
  try {
    sessionStorage.setItem(KEY, location.hash.slice(1));
  } catch {
    // Without storage the parent types it.
  }
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
