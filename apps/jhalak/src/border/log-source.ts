// Where a log is read from: a folder, or an address. For outsiders' programs (verifying, witnessing), in which no cell
// runs: this is not the cell's way out, and nothing of a cell is in reach here.

import { readFile, stat } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import type { LogFiles } from '@jhalak/tlog';

/** The log could not be read: nothing is proven, and nothing is refuted. */
export class UnreadableLog extends Error {}

/** A bundle of 256 of the largest entries. */
const REPLY_BYTES_MAX = 17_000_000;
/** A file of a log that takes longer is not served. */
const REPLY_LIMIT_MS = 30_000;

/** @param where a folder, or an http(s) address with a path; files lie below it. */
export function logSource(where: string): LogFiles {
  if (!/^https?:\/\//.test(where)) return folderSource(where);
  const base = new URL(where.endsWith('/') ? where : `${where}/`);
  return {
    read: async (path) => {
      const reply = await ask({ method: 'GET', url: new URL(path, base) });
      if (reply.status === 200) return reply.body;
      if (reply.status === 404) return undefined;
      throw new UnreadableLog(`${base.href}${path} answered ${reply.status}.`);
    },
  };
}

function folderSource(folder: string): LogFiles {
  return {
    read: async (path) => {
      try {
        return await readFile(join(folder, path));
      } catch (cause) {
        const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
        if (code !== 'ENOENT' && code !== 'ENOTDIR')
          throw new UnreadableLog(`${join(folder, path)} cannot be read.`, { cause });
        if (path === 'checkpoint' && !(await isFolder(folder)))
          throw new UnreadableLog(`There is no folder ${folder}.`, { cause });
        return undefined;
      }
    },
  };
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

interface Asked {
  method: 'GET' | 'POST';
  url: URL;
  /** JSON. */
  body?: string;
  headers?: Readonly<Record<string, string>>;
}

/** One request, no redirects. @throws UnreadableLog when nobody answers. */
export async function ask({
  method,
  url,
  body,
  headers: more = {},
}: Asked): Promise<{ status: number; body: Uint8Array }> {
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  return await new Promise((resolve, reject) => {
    const fail = (cause: Error): void =>
      reject(new UnreadableLog(`${url.host} does not answer: ${cause.message}`, { cause }));
    const headers = {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...more,
    };
    const signal = AbortSignal.timeout(REPLY_LIMIT_MS);
    const request = send(url, { method, headers, signal }, (reply) => {
      const parts: Buffer[] = [];
      let bytes = 0;
      reply.on('data', (part: Buffer) => {
        bytes += part.length;
        if (bytes > REPLY_BYTES_MAX) reply.destroy(new Error('the answer is too large'));
        else parts.push(part);
      });
      reply.on('error', fail);
      reply.on('end', () =>
        resolve({ status: reply.statusCode ?? 0, body: new Uint8Array(Buffer.concat(parts)) }),
      );
    });
    request.on('error', fail);
    request.end(body);
  });
}
