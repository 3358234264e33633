// Unpacks an archive with Debian's own unzip: a reader that we did not write.

import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { JsonObject } from '@jhalak/ports';
import type { Export } from '@jhalak/contracts/exports';
import type { TestCell, TestPerson } from './start-cell.ts';

const run = promisify(execFile);

/** An archive on the disk. */
export interface Unpacked {
  folder: string;
  /** Every path in it. */
  paths: string[];
  text(path: string): Promise<string>;
  rows(file: string): Promise<JsonObject[]>;
  /** `sha256sum -c SHA256SUMS` over it. @throws when a file is not as listed. */
  checkSums(): Promise<string>;
  close(): Promise<void>;
}

/** Asks for an archive and lets it be made. @returns the job as it ended. */
export async function makeExport(
  cell: TestCell,
  person: TestPerson,
  language = 'en',
): Promise<Export> {
  const { token } = person;
  const asked = await cell.api<Export>('POST', '/v1/me/exports', { token, body: { language } });
  if (asked.status !== 201) throw new Error(JSON.stringify(asked.body));
  await cell.drain();
  return (await cell.api<Export>('GET', `/v1/me/exports/${asked.body.id}`, { token })).body;
}

/** @returns the bytes as their person gets them. */
export async function fetchArchive(
  cell: TestCell,
  person: TestPerson,
  exportId: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: Headers; bytes: Buffer }> {
  const reply = await fetch(`${cell.url}/v1/me/exports/${exportId}/file`, {
    headers: { authorization: `Bearer ${person.token}`, ...headers },
  });
  return {
    status: reply.status,
    headers: reply.headers,
    bytes: Buffer.from(await reply.arrayBuffer()),
  };
}

export async function unpack(bytes: Uint8Array): Promise<Unpacked> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-export-'));
  const zip = join(folder, 'archive.zip');
  await writeFile(zip, bytes);
  await run('unzip', ['-tqq', zip]);
  const listed = await run('unzip', ['-Z1', zip], { maxBuffer: 64_000_000 });
  const to = join(folder, 'out');
  await run('unzip', ['-q', zip, '-d', to]);
  const text = async (path: string): Promise<string> => await readFile(join(to, path), 'utf8');
  return {
    folder: to,
    paths: listed.stdout.trim().split('\n'),
    text,
    rows: async (file) => (JSON.parse(await text(`${file}.json`)) as { rows: JsonObject[] }).rows,
    checkSums: async () => (await run('sha256sum', ['-c', 'SHA256SUMS'], { cwd: to })).stdout,
    close: async () => await rm(folder, { recursive: true, force: true }),
  };
}
