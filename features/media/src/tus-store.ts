// One person's uploads as @tus/server sees them. Made anew for each request, so that whose they are is never in doubt.

import { problem } from '@jhalak/contracts';
import { isUuid, type Clock } from '@jhalak/kernel';
import { DataStore, Upload } from '@tus/server';
import type { Readable } from 'node:stream';
import { uploadNotFound, type Receiving } from './receiving.ts';
import type { StoredUpload } from './rows.ts';
import type { UploadStore } from './store.ts';
import type { TusUploads } from './tus-endpoint.ts';
import type { UploadFolder } from './upload-folder.ts';

export interface TusStoreDeps {
  store: UploadStore;
  receiving: Receiving;
  folder: UploadFolder;
  clock: Clock;
}

export class PersonUploads extends DataStore implements TusUploads {
  override extensions = ['creation', 'creation-with-upload', 'termination', 'expiration'];
  readonly #personId: string;
  readonly #deps: TusStoreDeps;
  #current: StoredUpload | undefined;

  constructor(personId: string, deps: TusStoreDeps) {
    super();
    this.#personId = personId;
    this.#deps = deps;
  }

  /** The upload of this request, as far as it was looked at. */
  get current(): StoredUpload | undefined {
    return this.#current;
  }

  // Expiry goes by our clock and our rows; tus would go by the machine's.
  override hasExtension(name: string): boolean {
    return name !== 'expiration' && super.hasExtension(name);
  }

  override async create(upload: Upload): Promise<Upload> {
    await this.#deps.receiving.begin(this.#personId, {
      uploadId: upload.id,
      bytes: upload.size ?? 0,
      metadata: upload.metadata ?? {},
    });
    this.#current = await this.#find(upload.id);
    return upload;
  }

  override async getUpload(id: string): Promise<Upload> {
    const found = await this.#find(id);
    const { upload, receivedBytes } = await this.#deps.receiving.settleBytes(found);
    this.#current = upload;
    const metadata = await this.#deps.store.metadataOf(upload);
    return new Upload({
      id,
      size: upload.bytes,
      offset: receivedBytes,
      ...(metadata === undefined ? {} : { metadata }),
      creation_date: new Date(upload.createdAtMs).toISOString(),
    });
  }

  override async write(stream: Readable, id: string, offset: number): Promise<number> {
    const upload = this.#current ?? (await this.#find(id));
    // Whole already; a repeated last request carries no bytes.
    if (upload.state !== 'receiving') return offset;
    await this.#deps.receiving.checkSpace(upload.bytes - offset);
    return await this.#deps.folder.append(id, offset, stream);
  }

  override async remove(id: string): Promise<void> {
    await this.#find(id);
    await this.#deps.receiving.remove(this.#personId, id);
  }

  /** All bytes are here: makes them whole. Called before the last request is acknowledged. */
  async finish(): Promise<void> {
    if (this.#current !== undefined) {
      this.#current = (await this.#deps.receiving.settleBytes(this.#current)).upload;
    }
  }

  async #find(id: string): Promise<StoredUpload> {
    const upload = isUuid(id) ? await this.#deps.store.get(this.#personId, id) : undefined;
    if (upload === undefined) throw uploadNotFound();
    const late = upload.state === 'receiving' && upload.expiresAtMs <= this.#deps.clock.nowMs();
    if (late || upload.failure?.code === 'upload.expired') {
      throw problem('upload.expired', 'The time to finish this upload is over; begin it anew.');
    }
    return upload;
  }
}
