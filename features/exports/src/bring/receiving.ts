// An archive's bytes, as @tus/server sees them: appended to a file, synced, only then acknowledged. The last acknowledgement also
// means that the job which looks into it is queued.

import { problem } from '@jhalak/contracts';
import { DAY_MS, isUuid } from '@jhalak/kernel';
import type { TusUploads, UploadFolder } from '@jhalak/media';
import { DataStore, Upload } from '@tus/server';
import type { Readable } from 'node:stream';
import type { ImportStore } from './store.ts';
import type { BringDeps, StoredImport } from './types.ts';

/** What an archive holds at most, and its list. */
export const ARCHIVE_BYTES_MAX = 21_000_000_000;
/** How long one may take to come: some nights on a phone's line. */
const RECEIVE_DAYS = 7;
/** Left free on the disk for everybody else. */
const FREE_BYTES_MIN = 2 * 1024 ** 3;
export const LOOK_TASK = 'exports.look';
export const BRING_TASK = 'exports.bring';
/** Kills and restarts are forgiven beyond these. */
const ATTEMPTS_MAX = 5;

export interface ReceivingDeps extends Pick<BringDeps, 'database' | 'jobs' | 'clock'> {
  store: ImportStore;
  folder: UploadFolder;
}

/** One person's archives on their way; made anew for each request. */
export class ArchiveUploads extends DataStore implements TusUploads {
  override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  readonly #personId: string;
  readonly #deps: ReceivingDeps;
  #current: StoredImport | undefined;

  constructor(personId: string, deps: ReceivingDeps) {
    super();
    this.#personId = personId;
    this.#deps = deps;
  }

  get current(): StoredImport | undefined {
    return this.#current;
  }

  // Expiry goes by our clock and our rows; tus would go by the machine's.
  override hasExtension(name: string): boolean {
    return name !== 'expiration' && super.hasExtension(name);
  }

  override async create(upload: Upload): Promise<Upload> {
    const { store, clock } = this.#deps;
    const bytes = upload.size ?? 0;
    if (bytes === 0)
      throw problem('request.invalid', 'This file is empty. Choose the archive again.');
    if (bytes > ARCHIVE_BYTES_MAX)
      throw problem('import.too_large', 'This file is larger than archives are.');
    await this.#checkSpace(bytes);
    // Its file comes with the first bytes, so that a kill leaves none that nobody knows.
    const atMs = clock.nowMs();
    const made = { personId: this.#personId, importId: upload.id, bytes, atMs };
    if (!(await store.insert({ ...made, expiresAtMs: atMs + RECEIVE_DAYS * DAY_MS })))
      throw problem(
        'import.running',
        'An archive is being brought in for you already. Finish that one, or give it up.',
      );
    this.#current = await this.#find(upload.id);
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.#find(id);
    this.#current = found;
    const offset =
      found.state === 'receiving'
        ? // No file: nothing has come yet, or its disk was replaced and it begins again at 0.
          ((await this.#deps.folder.durableLength(id)) ?? 0)
        : found.bytes;
    if (offset === found.bytes) await this.finish();
    const creation = new Date(found.createdAtMs).toISOString();
    return new Upload({ id, size: found.bytes, offset, creation_date: creation });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const found = this.#current ?? (await this.#find(id));
    // Whole already; a repeated last request carries no bytes.
    if (found.state !== 'receiving') return offset;
    await this.#checkSpace(found.bytes - offset);
    return await this.#deps.folder.append(id, offset, stream);
  }

  override async remove(id: string): Promise<void> {
    const { importId, personId } = await this.#find(id);
    if (!(await this.#deps.store.forget({ personId, importId })))
      throw problem('import.not_ready', 'It has begun to come in; take it back when it is done.');
    await this.#deps.folder.remove(id);
  }

  async finish(): Promise<void> {
    const { database, store, clock } = this.#deps;
    const found = this.#current;
    if (found?.state !== 'receiving') return;
    const length = await this.#deps.folder.durableLength(found.importId);
    if (length !== found.bytes) return;
    const to = {
      state: 'checking' as const,
      step: 'files',
      expiresAtMs: clock.nowMs() + RECEIVE_DAYS * DAY_MS,
    };
    await database.transaction(async (tx) => {
      if (await store.move(tx, found, 'receiving', to))
        await enqueue(this.#deps, tx, LOOK_TASK, found);
    });
    this.#current = await this.#find(found.importId);
  }

  async #checkSpace(bytes: number): Promise<void> {
    await this.#deps.folder.prepare();
    // Its clips are copied out one after another, and encoded.
    if ((await this.#deps.folder.freeBytes()) - 2 * bytes >= FREE_BYTES_MIN) return;
    throw problem(
      'upload.disk_full',
      'There is not enough space left here for this archive. Try again later.',
      { retryAfterS: 300 },
    );
  }

  async #find(id: string): Promise<StoredImport> {
    const found = isUuid(id) ? await this.#deps.store.byId(this.#personId, id) : undefined;
    if (found === undefined)
      throw problem('upload.not_found', 'There is no such archive of yours on its way.');
    if (found.state === 'receiving' && found.expiresAtMs <= this.#deps.clock.nowMs())
      throw problem('upload.expired', 'The time to finish this upload is over; begin it anew.');
    return found;
  }
}

/** Queues one of the two jobs with the change that asks for it. */
export async function enqueue(
  { jobs }: Pick<BringDeps, 'jobs'>,
  tx: Parameters<BringDeps['jobs']['enqueue']>[0],
  task: string,
  { personId, importId }: Pick<StoredImport, 'personId' | 'importId'>,
): Promise<void> {
  await jobs.enqueue(tx, {
    task,
    payload: { personId, importId },
    key: `${task}:${importId}`,
    maxAttempts: ATTEMPTS_MAX,
  });
}
