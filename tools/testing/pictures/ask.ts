import assert from 'node:assert/strict';
import type { TestCell, TestPerson } from '@jhalak/testing';

/** What somebody asks of the API while a world is made. @returns the body. @throws where it is refused. */
export async function ask<Body>(
  cell: TestCell,
  { token }: TestPerson,
  method: string,
  path: string,
  body?: unknown,
): Promise<Body> {
  const reply = await cell.api<Body>(method, path, { token, body });
  assert.ok(reply.status < 300, `${method} ${path}: ${reply.status} ${JSON.stringify(reply.body)}`);
  return reply.body;
}
