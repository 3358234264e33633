// Sends drafts to the server and follows them until they are published or refused. One queue a page. Sending stops and
// goes on by itself with the network; after a reload it goes on from the byte where the server stands.

import { Upload as TusUpload, type DetailedError } from 'tus-js-client';
import type { Upload } from '@jhalak/contracts/videos';
import type { Api, Reply } from '../api/client.ts';
import { createSignal, type Signal } from '../shell/signal.ts';
import type { Draft, DraftStore } from './drafts.ts';
import { flightOf, flightOfUpload, type Flight, type Sending } from './flight.ts';
import { UploadLine } from './upload-line.ts';
import { metadataOf } from './upload-metadata.ts';
import { markUnfinished, uploadsProgress } from './uploads-summary.ts';

const ENDPOINT = '/v1/uploads';
/** A piece that a common proxy lets through, acknowledged and safe before the next begins. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000];
const POLL_EVERY_MS = 1_000;
/** While nothing comes back, waiting uploads try again this often; `online` events come sooner but not everywhere. */
const RESUME_EVERY_MS = 15_000;

/** Another request still holds the upload (409, 423), or too many came (429): trying later helps. */
const PASSING: ReadonlySet<number> = new Set([409, 423, 429]);

const DECIDED: ReadonlySet<Upload['state']> = new Set(['published', 'refused', 'failed']);

const IDLE: Sending = { sentBytes: 0, waiting: false, needsAccount: false, refusal: null };

export class UploadQueue {
  /** Newest first. */
  readonly flights: Signal<readonly Flight[]> = createSignal<readonly Flight[]>([]);
  readonly drafts: Signal<readonly Draft[]> = createSignal<readonly Draft[]>([]);
  readonly #api: Api;
  readonly #store: DraftStore;
  readonly #sending = new Map<string, Sending>();
  readonly #running = new Map<string, TusUpload>();
  readonly #uploads = new Map<string, Upload>();
  readonly #finished = new Set<string>();
  readonly #line = new UploadLine((upload) => {
    void this.#learn(upload).then(() => this.#tell());
  });
  /** Told once for each clip that goes live. */
  onPublished: (flight: Flight) => void = () => undefined;

  constructor(api: Api, store: DraftStore) {
    this.#api = api;
    this.#store = store;
  }

  /** Reads what earlier pages left, and goes on with it; what the server says of it comes when it comes. */
  async start(): Promise<void> {
    this.drafts.set(await this.#store.all());
    for (const { decided } of this.drafts.get())
      if (decided !== undefined) this.#uploads.set(decided.id, decided);
    this.#tell();
    this.resumeAll();
    void this.refresh();
    addEventListener('online', () => this.resumeAll());
    setInterval(() => this.resumeAll(), RESUME_EVERY_MS);
    setInterval(() => void this.#poll(), POLL_EVERY_MS);
  }

  draft(id: string): Draft | undefined {
    return this.drafts.get().find((draft) => draft.id === id);
  }

  /** Keeps a draft. @throws when a recording cannot be kept. */
  async save(draft: Draft): Promise<Draft> {
    // Memory first: whoever reads while the device writes sees the newest. It also keeps bytes that find no room there.
    const others = this.drafts.get().filter((one) => one.id !== draft.id);
    this.drafts.set([draft, ...others].sort((a, b) => b.createdAtMs - a.createdAtMs));
    this.#tell();
    await this.#store.put(draft);
    return draft;
  }

  async publish(draft: Draft): Promise<void> {
    const saved = await this.save({ ...draft, state: 'sending' });
    this.#send(saved);
  }

  async pause(id: string): Promise<void> {
    const draft = this.draft(id);
    if (draft === undefined) return;
    await this.#running.get(id)?.abort();
    this.#running.delete(id);
    await this.save({ ...draft, state: 'paused' });
  }

  async resume(id: string): Promise<void> {
    const draft = this.draft(id);
    if (draft !== undefined) await this.publish(draft);
  }

  /** Asks the server to try once more what failed on its side; the bytes are there. @returns what it answers. */
  async retry(id: string): Promise<Reply<Upload>> {
    const reply = await this.#api.send<Upload>('POST', `${ENDPOINT}/${this.#uploadId(id)}/retry`);
    if (reply.kind === 'ok') await this.#learn(reply.value);
    this.#tell();
    return reply;
  }

  /** The person picked the file of an interrupted upload again. @returns whether it is the same file. */
  async attach(id: string, file: File): Promise<boolean> {
    const draft = this.draft(id);
    if (draft === undefined || file.size !== draft.bytes || file.name !== draft.name) return false;
    await this.publish({ ...draft, blob: file });
    return true;
  }

  /** Forgets a draft, and its upload on the server where that is not finished. */
  async discard(id: string): Promise<void> {
    const draft = this.draft(id);
    const running = this.#running.get(id);
    this.#running.delete(id);
    if (running !== undefined) await running.abort(true).catch(() => undefined);
    else if (draft?.uploadUrl && draft.state !== 'sent')
      await TusUpload.terminate(draft.uploadUrl).catch(() => undefined);
    await this.#store.remove(id);
    this.#uploads.delete(id);
    this.drafts.set(this.drafts.get().filter((one) => one.id !== id));
    this.#tell();
  }

  /** Takes back what the server works on: it stops and deletes the bytes. @returns whether it did. */
  async stop(id: string): Promise<boolean> {
    const address = `${ENDPOINT}/${this.#uploadId(id)}`;
    const isGone = await TusUpload.terminate(address).then(
      () => true,
      () => false,
    );
    // What is live by now is a clip, and deleted as one.
    if (!isGone) await this.look(id);
    else {
      this.#uploads.delete(this.#uploadId(id));
      await this.discard(id);
    }
    return isGone;
  }

  /** Forgets every draft and stops what is on its way: another person may use this device next. */
  async forgetAll(): Promise<void> {
    for (const running of this.#running.values()) await running.abort().catch(() => undefined);
    this.#running.clear();
    this.#line.close();
    this.#sending.clear();
    this.#uploads.clear();
    await this.#store.clear();
    this.drafts.set([]);
    this.#tell();
  }

  /** Starts everything that should be on its way and is not. */
  resumeAll(): void {
    for (const draft of this.drafts.get()) {
      const refused = (this.#sending.get(draft.id)?.refusal ?? null) !== null;
      if (draft.state === 'sending' && !this.#running.has(draft.id) && !refused) this.#send(draft);
    }
  }

  /** Asks the server for this person's recent uploads. */
  async refresh(): Promise<void> {
    const reply = await this.#api.get<{ items: Upload[] }>(ENDPOINT);
    if (reply.kind === 'ok') for (const upload of reply.value.items) await this.#learn(upload);
    this.#tell();
  }

  #send(draft: Draft): void {
    if (draft.blob === null) {
      this.#tell();
      return;
    }
    this.#update(draft.id, { waiting: false, needsAccount: false, refusal: null });
    const upload = new TusUpload(draft.blob, {
      endpoint: ENDPOINT,
      ...(draft.uploadUrl !== null && { uploadUrl: draft.uploadUrl }),
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      metadata: metadataOf(draft),
      // The draft remembers the address; a second memory could disagree.
      storeFingerprintForResuming: false,
      onUploadUrlAvailable: () => void this.#keepUrl(draft.id, upload.url),
      onProgress: (sentBytes) => this.#update(draft.id, { sentBytes }),
      onSuccess: () => void this.#onSent(draft.id),
      onError: (error) => void this.#onError(draft.id, error),
    });
    this.#running.set(draft.id, upload);
    upload.start();
    this.#tell();
  }

  async #keepUrl(id: string, url: string | null): Promise<void> {
    const draft = this.draft(id);
    if (draft !== undefined && url !== null && draft.uploadUrl !== url)
      await this.save({ ...draft, uploadUrl: url });
  }

  async #onSent(id: string): Promise<void> {
    this.#running.delete(id);
    const draft = this.draft(id);
    // The server has every byte on its disk: the copy here may go.
    if (draft !== undefined) await this.save({ ...draft, state: 'sent', blob: null });
    await this.#poll();
  }

  async #onError(id: string, error: Error | DetailedError): Promise<void> {
    this.#running.delete(id);
    const response = 'originalResponse' in error ? error.originalResponse : null;
    const status = response?.getStatus() ?? 0;
    if (status === 401 || status === 403) this.#update(id, { needsAccount: true });
    else if (status === 404 || status === 410) await this.#startOver(id);
    else if (status >= 400 && status < 500 && !PASSING.has(status))
      this.#update(id, { refusal: refusalOf(response?.getBody() ?? '') });
    else this.#update(id, { waiting: true });
  }

  /** The server no longer knows the upload: a new one begins, where the bytes are still here. */
  async #startOver(id: string): Promise<void> {
    const draft = this.draft(id);
    if (draft !== undefined) await this.save({ ...draft, uploadUrl: null });
    this.#update(id, { waiting: true, sentBytes: 0 });
  }

  /** Follows every upload that the server works on: by the stream, or by asking where there is none. */
  async #poll(): Promise<void> {
    const open = this.flights.get().filter((flight) => flight.isWorkedOn);
    if (document.visibilityState === 'hidden' || open.length === 0) {
      this.#line.close();
      return;
    }
    if (this.#line.listen()) return;
    for (const flight of open) {
      const id = this.#uploadId(flight.id);
      const reply = await this.#api.get<Upload>(`${ENDPOINT}/${id}`);
      if (reply.kind === 'ok') await this.#learn(reply.value);
    }
    this.#tell();
  }

  /** Asks for the steps of one upload. @returns false when they cannot be had now. */
  async look(id: string): Promise<boolean> {
    const reply = await this.#api.get<Upload>(`${ENDPOINT}/${this.#uploadId(id)}`);
    if (reply.kind !== 'ok') return false;
    await this.#learn(reply.value);
    this.#tell();
    return true;
  }

  /** Takes over what the server says, and keeps its decision for a visit without network. */
  async #learn(upload: Upload): Promise<void> {
    // A list comes without steps: those that were told stay.
    const { steps = this.#uploads.get(upload.id)?.steps } = upload;
    this.#uploads.set(upload.id, steps === undefined ? upload : { ...upload, steps });
    if (!DECIDED.has(upload.state)) return;
    const draft = this.drafts.get().find((one) => uploadIdOf(one.uploadUrl) === upload.id);
    const { decided } = draft ?? {};
    if (draft !== undefined && (decided?.state !== upload.state || decided.step !== upload.step))
      // A full device forgets the decision; the server still knows it.
      await this.save({ ...draft, decided: upload }).catch(() => undefined);
  }

  #uploadId(flightId: string): string {
    return uploadIdOf(this.draft(flightId)?.uploadUrl ?? null) ?? flightId;
  }

  #update(id: string, change: Partial<Sending>): void {
    this.#sending.set(id, { ...IDLE, ...this.#sending.get(id), ...change });
    this.#tell();
  }

  #tell(): void {
    const drafts = this.drafts.get();
    const mine = new Set(drafts.map((draft) => uploadIdOf(draft.uploadUrl)));
    const flights = [
      ...drafts.map((draft) =>
        flightOf(
          draft,
          this.#sending.get(draft.id),
          this.#uploads.get(uploadIdOf(draft.uploadUrl) ?? ''),
        ),
      ),
      ...[...this.#uploads.values()].filter((upload) => !mine.has(upload.id)).map(flightOfUpload),
    ].sort((a, b) => b.createdAtMs - a.createdAtMs);
    for (const flight of flights) {
      if (flight.phase !== 'published' || this.#finished.has(flight.id)) continue;
      this.#finished.add(flight.id);
      // Only what became live before our eyes is news.
      if (this.flights.get().some((before) => before.id === flight.id)) this.onPublished(flight);
    }
    this.flights.set(flights);
    const moving = flights.filter((flight) =>
      ['sending', 'waiting', 'checking', 'encoding'].includes(flight.phase),
    );
    uploadsProgress.set(
      moving.length === 0
        ? null
        : moving.reduce((sum, flight) => sum + flight.progress, 0) / moving.length,
    );
    markUnfinished(
      flights.some((flight) => !['published', 'held', 'refused', 'failed'].includes(flight.phase)),
    );
  }
}

/** @returns the upload's id: the last part of its tus address. */
export function uploadIdOf(url: string | null): string | null {
  return url === null ? null : (/([^/?#]+)\/?(?:[?#].*)?$/u.exec(url)?.[1] ?? null);
}

function refusalOf(body: string): Upload['failure'] {
  try {
    const problem = JSON.parse(body) as { code?: string; detail?: string };
    return { code: problem.code ?? 'internal', message: problem.detail ?? '', retryable: false };
  } catch {
    return { code: 'internal', message: '', retryable: true };
  }
}
