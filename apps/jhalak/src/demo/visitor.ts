// A visitor of a story's own programs, on this machine's loopback and nowhere else.

import { request } from 'node:http';

/** An answer of the API. */
export interface Answer {
  status: number;
  body: Record<string, unknown>;
}

/** A page with its slots has some 100 kB. */
const ANSWER_BYTES_MAX = 20_000_000;

/** @param url of a program that this story has started. @throws Error for any place but loopback. */
export async function visit(
  url: string,
  method: string,
  token: string | undefined,
  body: unknown,
): Promise<Answer> {
  if (new URL(url).hostname !== '127.0.0.1')
    throw new Error('a story visits its own programs only');
  const text = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(text === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }),
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return await new Promise((resolve, reject) => {
    const asking = request(url, { method, headers }, (reply) => {
      const chunks: Buffer[] = [];
      let size = 0;
      reply.on('data', (chunk: Buffer) => {
        size += chunk.length;
        if (size > ANSWER_BYTES_MAX) asking.destroy(new Error('that is no answer of ours'));
        chunks.push(chunk);
      });
      reply.on('error', reject);
      reply.on('end', () => {
        const said = Buffer.concat(chunks).toString('utf8');
        const isJson = reply.headers['content-type']?.includes('json') === true && said !== '';
        resolve({
          status: reply.statusCode ?? 0,
          body: isJson ? (JSON.parse(said) as Answer['body']) : { text: said },
        });
      });
    });
    asking.on('error', reject);
    asking.end(text);
  });
}
