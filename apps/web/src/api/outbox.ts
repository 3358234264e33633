// Likes, follows, saves and comments that were done without network: kept in one place that pages and the service worker share,
// and sent once each, in order, by whichever of them first has a line. No DOM: the worker uses it too.

/** More than anybody does in a tunnel; then the app says that there is no network. */
const KEPT_MAX = 100;
/** A cell knows a repeated comment again for a day; what is older is not done behind somebody's back. */
const SEND_WITHIN_MS = 24 * 3_600_000;
/** As patient as every other request. */
const TIMEOUT_MS = 20_000;
const NAME = 'jhalak-outbox';
const TABLE = 'requests';
/** One sender at a time, over all tabs and the worker. */
const TURN = 'jhalak-outbox';
/** Tells pages whether there may be something, without opening the database. */
const FLAG = 'jhalak.outbox';

/** Background Sync goes by this name. */
export const OUTBOX_SYNC_TAG = 'jhalak-outbox';

export interface Outgoing {
  /** The newest word under a key replaces the older: what is liked and unliked again is one thing. */
  key: string;
  /** Who did it, by viewer id: it is sent in nobody else's name. */
  by: string;
  method: string;
  path: string;
  body?: unknown;
  language: string;
  atMs: number;
  /** Sent under its key as Idempotency-Key: repeated it still counts once. */
  isOnce?: boolean;
}

/** Keeps one for later, and asks the browser to send it when there is a line. @returns false when it could not be kept. */
export async function keepInOutbox(one: Outgoing): Promise<boolean> {
  try {
    const kept = await all();
    if (kept.length >= KEPT_MAX && !kept.some(({ key }) => key === one.key)) return false;
    await settled((await table('readwrite')).put(one));
    flag(true);
  } catch {
    return false;
  }
  await askForSync();
  return true;
}

/** Keeps a word about a thing: the next about the same thing replaces it. @returns false when it could not be kept. */
export async function keepWord(one: Omit<Outgoing, 'key' | 'atMs'>): Promise<boolean> {
  return await keepInOutbox({ ...one, key: aboutOf(one.path), atMs: Date.now() });
}

/** A clip saved, saved into a folder, and no longer saved is one thing. */
const aboutOf = (path: string): string => path.split('?', 1)[0] ?? path;

/** Something newer was said about it, or it arrived another way. @param key or the path of a word. */
export async function dropFromOutbox(key: string): Promise<void> {
  if (!mayHoldAnything()) return;
  await settled((await table('readwrite')).delete(aboutOf(key))).catch(() => undefined);
}

/** Another person may use this device next. */
export async function emptyOutbox(): Promise<void> {
  flag(false);
  try {
    await settled((await table('readwrite')).clear());
  } catch {
    // Where nothing can be kept nothing was.
  }
}

/** Cost: one look into the storage. A worker has none and looks into the database. */
export function mayHoldAnything(): boolean {
  try {
    return typeof localStorage === 'undefined' || localStorage.getItem(FLAG) !== null;
  } catch {
    return false;
  }
}

/**
 * Sends what waits of whoever is signed in.
 *
 * @returns whether all of it is done; false: there is no line, or the cell takes nothing now.
 */
export async function sendOutbox(): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  if (locks === undefined) return await sendAll();
  return await locks.request(TURN, sendAll);
}

async function sendAll(): Promise<boolean> {
  const waiting = (await all().catch(() => [])).sort((a, b) => a.atMs - b.atMs);
  if (waiting.length === 0) {
    flag(false);
    return true;
  }
  const here = await whoIsHere();
  if (here === undefined) return false;
  for (const one of waiting) {
    // A sign-out, or a newer word, came while those before it were sent.
    if (!(await isThere(one))) continue;
    const isOld = Date.now() - one.atMs > SEND_WITHIN_MS;
    // A sign-in that is over: the page that opens next forgets it, and a worker has no page.
    if (!isOld && here === null) continue;
    const isOver = isOld || one.by !== here;
    if (!isOver && !(await send(one))) return false;
    await drop(one);
  }
  const isLeft = (await all().catch(() => [])).length > 0;
  flag(isLeft);
  return here !== null || !isLeft;
}

async function isThere({ key, atMs }: Outgoing): Promise<boolean> {
  const now = await settled<Outgoing | undefined>((await table('readonly')).get(key));
  return now?.atMs === atMs;
}

/** Unless a newer word took its place while it was sent. */
async function drop({ key, atMs }: Outgoing): Promise<void> {
  const requests = await table('readwrite');
  const now = await settled<Outgoing | undefined>(requests.get(key));
  if (now?.atMs === atMs) await settled(requests.delete(key));
}

/** @returns the viewer's id, null for nobody; undefined when there is no answer. */
async function whoIsHere(): Promise<string | null | undefined> {
  try {
    const response = await call('GET', '/v1/viewers/me', {});
    if (response.status === 401) return null;
    return response.ok ? ((await response.json()) as { id: string }).id : undefined;
  } catch {
    return undefined;
  }
}

/** @returns whether it is decided: done, or refused for good. */
async function send({ key, method, path, body, language, isOnce }: Outgoing): Promise<boolean> {
  try {
    const { status } = await call(
      method,
      path,
      {
        'accept-language': language,
        ...(isOnce === true && { 'idempotency-key': key }),
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body === undefined ? undefined : JSON.stringify(body),
    );
    return status < 500 && status !== 429 && status !== 401;
  } catch {
    return false;
  }
}

async function call(
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<Response> {
  return await fetch(path, {
    method,
    headers: { accept: 'application/json', ...headers },
    credentials: 'same-origin',
    signal: AbortSignal.timeout(TIMEOUT_MS),
    ...(body !== undefined && { body }),
  });
}

/** Where the browser has Background Sync the worker sends it, also after the page is closed; elsewhere the next page does. */
async function askForSync(): Promise<void> {
  try {
    const registration = await navigator.serviceWorker?.getRegistration('/');
    const { sync } = (registration ?? {}) as { sync?: { register(tag: string): Promise<void> } };
    await sync?.register(OUTBOX_SYNC_TAG);
  } catch {
    // Refused, or not there.
  }
}

function flag(isThere: boolean): void {
  try {
    if (typeof localStorage === 'undefined') return;
    if (isThere) localStorage.setItem(FLAG, '1');
    else localStorage.removeItem(FLAG);
  } catch {
    // Then the next page does not know; the worker still may.
  }
}

let opened: Promise<IDBDatabase> | undefined;

async function table(mode: IDBTransactionMode): Promise<IDBObjectStore> {
  opened ??= open();
  return (await opened).transaction(TABLE, mode).objectStore(TABLE);
}

async function all(): Promise<Outgoing[]> {
  return await settled<Outgoing[]>((await table('readonly')).getAll() as IDBRequest<Outgoing[]>);
}

function open(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'key' });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
  });
}
