// Text made piece by piece by somebody who waits for the reader: a cursor's transaction, a page of many clips.

import type { JsonObject } from '@jhalak/ports';

/** Takes a piece; resolves when there is room for the next. */
export type WriteText = (text: string) => Promise<void>;

/** @returns the text as bytes; a failure of `produce` is the reader's, and a reader who stops makes the next write fail. */
export function produced(
  produce: (write: WriteText) => Promise<void>,
): ReadableStream<Uint8Array<ArrayBuffer>> {
  const encoder = new TextEncoder();
  const { readable, writable } = new TransformStream<
    Uint8Array<ArrayBuffer>,
    Uint8Array<ArrayBuffer>
  >();
  const writer = writable.getWriter();
  const write: WriteText = async (text) => await writer.write(encoder.encode(text));
  produce(write)
    .then(async () => await writer.close())
    .catch(async (error: unknown) => await writer.abort(error))
    // The reader has heard of it.
    .catch(() => undefined);
  return readable;
}

/** @returns one text as bytes. */
export function wholeText(text: string): AsyncIterable<Uint8Array> {
  return produced(async (write) => await write(text));
}

/** Rows as one JSON document that people can read, a row a line. @returns how many there were. */
export async function writeRows(
  write: WriteText,
  head: { about: string; schema: string },
  tell: (sink: (rows: readonly JsonObject[]) => Promise<void>) => Promise<void>,
): Promise<number> {
  let count = 0;
  await write(
    `{\n"about": ${JSON.stringify(head.about)},\n"schema": ${JSON.stringify(head.schema)},\n"rows": [`,
  );
  await tell(async (rows) => {
    const lines = rows.map((row, at) => `${count + at === 0 ? '' : ','}\n${JSON.stringify(row)}`);
    count += rows.length;
    await write(lines.join(''));
  });
  await write(`${count === 0 ? '' : '\n'}],\n"count": ${count}\n}\n`);
  return count;
}
