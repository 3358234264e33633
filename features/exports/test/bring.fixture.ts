// Two cells that know each other, and an archive carried from one to the other as a person does it.

import type { Import } from '@jhalak/contracts/imports';
import type { TestCell, TestPerson } from '@jhalak/testing';

/** Whoever signed what it says. */
export async function introduce(from: TestCell, to: TestCell): Promise<void> {
  await to.cell.crossings.meet(await from.cell.crossings.card());
}

const TUS = { 'tus-resumable': '1.0.0' };

/** Begins an upload of so many bytes. @returns the status and its address. */
export async function begin(
  cell: TestCell,
  { token }: TestPerson,
  bytes: number,
): Promise<{ status: number; code: string; path: string }> {
  const reply = await fetch(`${cell.url}/v1/imports`, {
    method: 'POST',
    headers: { ...TUS, authorization: `Bearer ${token}`, 'upload-length': String(bytes) },
  });
  const code = reply.ok ? '' : ((await reply.json()) as { code: string }).code;
  return { status: reply.status, code, path: reply.headers.get('location') ?? '' };
}

/** Sends a part from an offset. @returns the status and how much is safe. */
export async function send(
  cell: TestCell,
  { token }: TestPerson,
  path: string,
  part: Uint8Array,
  offset: number,
): Promise<{ status: number; offset: number }> {
  const reply = await fetch(`${cell.url}${path}`, {
    method: 'PATCH',
    headers: {
      ...TUS,
      authorization: `Bearer ${token}`,
      'upload-offset': String(offset),
      'content-type': 'application/offset+octet-stream',
    },
    body: Buffer.from(part),
  });
  await reply.arrayBuffer();
  return { status: reply.status, offset: Number(reply.headers.get('upload-offset')) };
}

/** Sends a whole archive and lets it be looked into. @returns the job. */
export async function carry(
  cell: TestCell,
  person: TestPerson,
  archive: Uint8Array,
): Promise<Import> {
  const { status, code, path } = await begin(cell, person, archive.length);
  if (status !== 201) throw new Error(`${status} ${code}`);
  await send(cell, person, path, archive, 0);
  await cell.drain();
  return await look(cell, person, path.split('/').at(-1) ?? '');
}

export async function look(cell: TestCell, { token }: TestPerson, id: string): Promise<Import> {
  return (await cell.api<Import>('GET', `/v1/me/imports/${id}`, { token })).body;
}
