// Clips on their way out, kept in IndexedDB so that neither a reload nor a dead battery loses one: the recording itself,
// what was written about it, and where its upload stands.

import type { AiMark } from '@jhalak/contracts/ai-mark';
import type { ClipAudience } from '@jhalak/contracts/audience';
import type { SoundMode, Upload } from '@jhalak/contracts/videos';

export interface DraftDetails {
  caption: string;
  language: string;
  genre: string;
  tags: string[];
  /** What its person says of artificial making; absent: nothing was. */
  ai?: AiMark;
  /** The clip whose sound it carries; absent: its own. */
  sound?: string;
  /** Default: instead of its own. */
  soundMode?: SoundMode;
  /** Others may use its own sound. */
  remix?: boolean;
  /** Who may see it; default: everybody. */
  audience?: ClipAudience;
}

export interface Draft {
  id: string;
  source: 'file' | 'recording';
  /** `editing`: the person has not pressed Publish. `paused`: asked to wait. `sent`: the server has every byte. */
  state: 'editing' | 'sending' | 'paused' | 'sent';
  name: string;
  type: string;
  bytes: number;
  /** What the server decided, once it did: true also without network. */
  decided?: Upload;
  lastModifiedMs: number;
  /** Measured while recording; 0 for files. */
  durationMs: number;
  /** Null when the device had no room to keep a chosen file: then the person picks it again. */
  blob: Blob | null;
  details: DraftDetails;
  trim: { startMs: number; endMs: number } | null;
  /** The tus address once the server gave one. */
  uploadUrl: string | null;
  createdAtMs: number;
}

export interface DraftStore {
  all(): Promise<Draft[]>;
  /** Keeps a draft; without its blob when the device has no room for it. @returns what was kept. */
  put(draft: Draft): Promise<Draft>;
  remove(id: string): Promise<void>;
  clear(): Promise<void>;
}

const NAME = 'jhalak';
const TABLE = 'drafts';
/** Drafts kept; a person with more has forgotten the oldest. */
const DRAFTS_MAX = 20;

/** Opens the store; where the browser forbids IndexedDB, drafts live as long as the page. */
export async function openDrafts(): Promise<DraftStore> {
  try {
    return storeOn(await openDatabase());
  } catch {
    return memoryStore();
  }
}

function storeOn(database: IDBDatabase): DraftStore {
  const table = (mode: IDBTransactionMode) => database.transaction(TABLE, mode).objectStore(TABLE);
  const store: DraftStore = {
    async all() {
      const drafts = await settled<Draft[]>(table('readonly').getAll() as IDBRequest<Draft[]>);
      return drafts.sort((a, b) => b.createdAtMs - a.createdAtMs);
    },
    async put(draft) {
      try {
        await settled(table('readwrite').put(draft));
        await dropOldest(store);
        return draft;
      } catch (error) {
        // A recording without its bytes would be lost work dressed as a draft: let the caller say so.
        if (draft.blob === null || draft.source === 'recording') throw error;
        return store.put({ ...draft, blob: null });
      }
    },
    async remove(id) {
      await settled(table('readwrite').delete(id));
    },
    async clear() {
      await settled(table('readwrite').clear());
    },
  };
  return store;
}

async function dropOldest(store: DraftStore): Promise<void> {
  const drafts = await store.all();
  for (const old of drafts.filter((draft) => draft.state === 'sent').slice(DRAFTS_MAX))
    await store.remove(old.id);
}

function memoryStore(): DraftStore {
  const drafts = new Map<string, Draft>();
  return {
    all: () => Promise.resolve([...drafts.values()].sort((a, b) => b.createdAtMs - a.createdAtMs)),
    put(draft) {
      drafts.set(draft.id, draft);
      return Promise.resolve(draft);
    },
    remove(id) {
      drafts.delete(id);
      return Promise.resolve();
    },
    clear() {
      drafts.clear();
      return Promise.resolve();
    },
  };
}

function openDatabase(): Promise<IDBDatabase> {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(TABLE, { keyPath: 'id' });
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the device store failed'));
  });
}
