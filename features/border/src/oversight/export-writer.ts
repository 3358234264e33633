// Writes an export into a file, signs it, says so in the public log, and hands the file over. In memory there is a page.

import { createHash } from 'node:crypto';
import { mkdir, open, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { problem, type Caller, type Route, type RouteReply } from '@jhalak/contracts';
import { AUDIT_EXPORT_FORMAT } from '@jhalak/contracts/audit';
import { assert, type Clock, type Ids } from '@jhalak/kernel';
import type { BorderLog, Database } from '@jhalak/ports';
import { noteText, textOf } from '@jhalak/tlog';
import type { CellIdentity } from '../log/identity.ts';
import type { NoteSigner } from '../log/log-key.ts';
import { partsFor, rowsOf } from './export-parts.ts';
import { ExportDigest, LOG_PART, ROW_END, ROW_START, signedText } from './export-text.ts';
import { leavesOf } from './log-reader.ts';

/** Lines gathered before a write. */
const WRITE_BYTES = 64 * 1_024;
/** Ten million entries of the log; who has more takes the log's files, which are signed too. */
const FILE_BYTES_MAX = 4 * 1_024 ** 3;
const OWNER_ONLY = 0o600;

export interface ExportDeps {
  database: Database;
  log: BorderLog;
  clock: Clock;
  ids: Ids;
  region: string;
  /** Made when missing; what is begun there is gone when it is handed over. */
  folder: string;
  identity(): Promise<CellIdentity>;
  routes(): readonly Route[];
  signer(): Promise<NoteSigner>;
  vkey(): Promise<string>;
  /** The signed checkpoint and how many entries are under it. */
  checkpoint(): Promise<{ size: number; text: string }>;
}

export class ExportWriter {
  readonly #deps: ExportDeps;
  #busy = false;

  constructor(deps: ExportDeps) {
    this.#deps = deps;
  }

  /**
   * @returns the reply with the file's bytes. @throws `request.in_progress` while another one is written: each reads all
   * lists of the cell. Cost: some 100,000 entries of the log a second.
   */
  async reply(caller: Caller): Promise<RouteReply> {
    if (this.#busy)
      throw problem('request.in_progress', 'An export is being written; ask again in a minute.');
    this.#busy = true;
    try {
      return await this.#write(caller);
    } finally {
      this.#busy = false;
    }
  }

  async #write(caller: Caller): Promise<RouteReply> {
    const { folder, ids, clock } = this.#deps;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, `audit-${ids.next()}.ndjson`);
    const file = await open(path, 'wx+', OWNER_ONLY);
    try {
      const atMs = clock.nowMs();
      const whole = await this.#fill(new LineFile(file), caller, atMs);
      await this.#record(whole);
      const { cellId } = await this.#deps.identity();
      const day = new Date(atMs).toISOString().slice(0, 10);
      return {
        status: 200,
        stream: file.createReadStream({ start: 0 }),
        headers: {
          'content-type': 'application/x-ndjson',
          'content-length': String(whole.bytes),
          'content-disposition': `attachment; filename="jhalak-audit-${cellId}-${day}.ndjson"`,
          'cache-control': 'no-store',
        },
      };
    } catch (error) {
      await file.close();
      throw error;
    } finally {
      // The open file goes on without its name: nothing stays behind, whatever happens next.
      await rm(path, { force: true });
    }
  }

  async #fill(out: LineFile, caller: Caller, atMs: number): Promise<WholeFile> {
    const { database, region, identity } = this.#deps;
    const { cellId, ownerEpoch } = await identity();
    const { size, text } = await this.#deps.checkpoint();
    const { parts, leftOut } = partsFor(this.#deps.routes(), caller);
    const digest = new ExportDigest();
    const line = async (json: string, row = false): Promise<void> => {
      const ended = `${json}\n`;
      digest.add(ended);
      if (row) digest.row(ended);
      await out.add(ended);
    };
    const head = { cell: cellId, region, ownerEpoch, atMs, vkey: await this.#deps.vkey() };
    await line(JSON.stringify({ format: AUDIT_EXPORT_FORMAT, ...head, checkpoint: text, leftOut }));
    const part = async (name: string, what: string, rows: AsyncIterable<string>): Promise<void> => {
      digest.begin(name);
      await line(JSON.stringify({ part: name, what }));
      for await (const row of rows) await line(`${ROW_START}${row}${ROW_END}`, true);
    };
    const log = leavesOf(database, { cellId, size });
    await part(LOG_PART, 'every entry of the public log under the checkpoint above', log);
    for (const route of parts) await part(route.name, route.summary, rowsOf(route, caller));
    const done = digest.finish();
    const signer = await this.#deps.signer();
    const signed = signedText({ keyName: signer.key.name, atMs, ...done });
    const note = noteText({ text: signed, signatures: [signer.sign(signed)] });
    await out.add(`${JSON.stringify({ note })}\n`);
    return { ...(await out.end()), rows: digest.rows, parts: done.parts.length };
  }

  /** Nothing leaves without its entry: it is under a signed checkpoint before the first byte goes. */
  async #record({ bytes, rows, parts, sha256 }: WholeFile): Promise<void> {
    const { database, log } = this.#deps;
    const entryId = await database.transaction(
      async (tx) =>
        await log.append(tx, {
          ...{ kind: 'export', act: 'audit.exported', digest: sha256 },
          counts: { bytes, rows, parts },
        }),
    );
    await log.integrated(entryId);
  }
}

interface WholeFile {
  bytes: number;
  rows: number;
  parts: number;
  /** Of all bytes: what `sha256sum` says. */
  sha256: string;
}

class LineFile {
  readonly #file: FileHandle;
  readonly #hash = createHash('sha256');
  #waiting: string[] = [];
  #waitingLength = 0;
  #bytes = 0;

  constructor(file: FileHandle) {
    this.#file = file;
  }

  async add(line: string): Promise<void> {
    this.#waiting.push(line);
    this.#waitingLength += line.length;
    if (this.#waitingLength >= WRITE_BYTES) await this.#flush();
  }

  async end(): Promise<{ bytes: number; sha256: string }> {
    await this.#flush();
    return { bytes: this.#bytes, sha256: this.#hash.digest('hex') };
  }

  async #flush(): Promise<void> {
    const bytes = Buffer.from(this.#waiting.join(''));
    this.#waiting = [];
    this.#waitingLength = 0;
    this.#bytes += bytes.length;
    assert(this.#bytes <= FILE_BYTES_MAX, 'a larger log is taken as its own files');
    this.#hash.update(bytes);
    await this.#file.writeFile(bytes);
  }
}

/** @returns a checkpoint's bytes as text. */
export function checkpointText(bytes: Uint8Array): string {
  const text = textOf(bytes);
  assert(text !== undefined, 'a checkpoint is text');
  return text;
}
