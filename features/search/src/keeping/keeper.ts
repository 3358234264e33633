// Keeps the index as things are: the worker follows the journal, and reads once what was there before it began.

import type { Database, DurableConsumer, JournalBatch, Tx } from '@jhalak/ports';
import { keepDocuments, lockIndex } from './document-store.ts';
import { idsAfter, lookAt, SOURCE_KINDS, type SourceKind, type Sources } from './sources.ts';

const STREAMS: Readonly<Record<string, SourceKind>> = {
  'videos.video': 'clip',
  'accounts.person': 'person',
  'stories.story': 'story',
  'social.pack': 'pack',
};
/** Said often, and of nothing that can be found: who was made without a name, what somebody likes to see. */
const SAYS_NOTHING = new Set([
  'viewer_created',
  'preferences_changed',
  'consent_changed',
  'extended',
]);
/** Who closes or opens their account: all their clips go, or come back. */
const PRIVACY_STREAM = 'social.privacy';
/** Things a transaction: half a second of one core. */
const PAGE = 500;
/** Pages a sweep: ten seconds at most. */
const PAGES_MAX = 20;
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

const FILLED = {
  name: 'search.filled',
  text: 'SELECT after_id, done FROM search_filled WHERE kind = $1',
};
const FILL = {
  name: 'search.fill',
  text: `INSERT INTO search_filled (kind, after_id, done) VALUES ($1, $2, $3)
    ON CONFLICT (kind) DO UPDATE SET after_id = excluded.after_id, done = excluded.done`,
};
const OF_PERSON = {
  name: 'search.of_person',
  text: 'SELECT kind, item FROM search_documents WHERE person_id = $1 ORDER BY document_id LIMIT $2',
};

export class IndexKeeper {
  readonly consumer: DurableConsumer = {
    name: 'search.index',
    streams: [...Object.keys(STREAMS), PRIVACY_STREAM],
    handle: (tx, batch) => this.#follow(tx, batch),
  };
  readonly #database: Database;
  readonly #sources: Sources;

  constructor(database: Database, sources: Sources) {
    this.#database = database;
    this.#sources = sources;
  }

  async #follow(tx: Tx, batch: JournalBatch): Promise<void> {
    const changed = {
      clip: new Set<string>(),
      person: new Set<string>(),
      pack: new Set<string>(),
      story: new Set<string>(),
      sound: new Set<string>(),
    };
    for (const { stream, type, key } of batch.events) {
      const kind = STREAMS[stream];
      if (kind !== undefined && !SAYS_NOTHING.has(type)) changed[kind].add(key);
      if (stream === PRIVACY_STREAM)
        for (const id of await this.#sources.videos.idsOf(key)) changed.clip.add(id);
    }
    // A sound is named after its first clip.
    changed.sound = changed.clip;
    for (const kind of SOURCE_KINDS) {
      const ids = [...changed[kind]];
      for (let at = 0; at < ids.length; at += PAGE)
        await this.#keep(tx, kind, ids.slice(at, at + PAGE));
    }
  }

  async #keep(tx: Tx, kind: SourceKind, ids: readonly string[]): Promise<void> {
    if (ids.length === 0) return;
    await lockIndex(tx);
    await keepDocuments(tx, await lookAt(this.#sources, kind, ids));
  }

  /** Reads on in what was there before the index; cheap once all of it was. @returns how many things were read. */
  async fill(): Promise<number> {
    let read = 0;
    for (const kind of SOURCE_KINDS) {
      for (let page = 0; page < PAGES_MAX; page += 1) {
        const done = await this.#database.transaction(async (tx) => {
          const [place] = await tx.query<{ after_id: string; done: boolean }>(FILLED, [kind]);
          if (place?.done === true) return true;
          const ids = await idsAfter(this.#sources, kind, place?.after_id ?? BEFORE_ALL, PAGE);
          await this.#keep(tx, kind, ids);
          read += ids.length;
          const last = ids.length < PAGE;
          await tx.query(FILL, [kind, ids.at(-1) ?? place?.after_id ?? BEFORE_ALL, last]);
          return last;
        });
        if (done) break;
      }
    }
    return read;
  }

  /** Empties the index; the next fills make it anew. */
  async rebuild(): Promise<void> {
    await this.#database.transaction(async (tx) => {
      await lockIndex(tx);
      for (const table of ['documents', 'words', 'tagged', 'filled'])
        await tx.query({ name: `search.empty_${table}`, text: `DELETE FROM search_${table}` });
    });
  }

  /** Takes out everything of a person, with the words that nobody else has. */
  async erase(personId: string): Promise<void> {
    for (let more = true; more;) {
      more = await this.#database.transaction(async (tx) => {
        await lockIndex(tx);
        const rows = await tx.query<{ kind: SourceKind; item: string }>(OF_PERSON, [
          personId,
          PAGE,
        ]);
        await keepDocuments(
          tx,
          rows.map(({ kind, item }) => ({ kind, item, document: undefined })),
        );
        return rows.length === PAGE;
      });
    }
  }
}
