// `jhalak ads check FILE`: for whoever connects a seat or writes an ad, before anything is sent; `jhalak ads receipt`: for whoever
// does not believe an auction. Neither needs a home or a database. `ads ranges` needs the cell's.

import { open } from 'node:fs/promises';
import { basename } from 'node:path';
import { SELLERS_BYTES_MAX, type Fault } from '@jhalak/openrtb';
import { AD_FILE_KINDS, checkAdFile, isAdFileKind, kindOfAdFile } from '../ads/check-file.ts';
import { putRanges } from '../ads/put-ranges.ts';
import { checkStatement } from '../ads/statement-check.ts';
import { verifyReceipt } from '../ads/verify-receipt.ts';
import { CommandError, type Command } from '../command.ts';

const KINDS = AD_FILE_KINDS.join(', ');

export const ads: Command = {
  name: 'ads',
  usage:
    'ads check FILE | ads receipt FILE|ID --key VKEY | ads statement-check STATEMENT EVENTS... | ads ranges FILE --source TEXT',
  summary:
    'tell what is wrong, and where, with a bid request or response, native card, VAST, ads.txt or sellers.json (exit 0 in order, 1 not); receipt: verify one auction and run it again (exit 0 proven, 1 refuted, 2 not yet); statement-check: compute a phone brand’s month again from its own events (exit 0 right, 1 not); ranges: put a list of data centres in the place of the one in force',
  options: {
    'as=': `check: the kind, where it cannot be seen: ${KINDS}`,
    'key=': 'receipt: the verifier key of the cell’s log',
    'from=': 'receipt: the cell’s address; then say the receipt’s id',
    'token-file=': 'receipt: with --from, a file with an auditor’s token',
    'to=': 'receipt: keep what was fetched in this file',
    'source=': 'ranges: where the list is from, and of which day',
    json: 'one line of JSON',
  },
  async run(context) {
    const { words, options, say } = context;
    const [action, file, ...more] = words;
    if (action === 'ranges' && file !== undefined && more.length === 0)
      return await putRanges(context, file);
    if (action === 'statement-check') return await checkStatement({ options, say }, words.slice(1));
    if (action === 'receipt' && file !== undefined && more.length === 0)
      return await verifyReceipt({ options, say }, file);
    if (action !== 'check' || file === undefined || more.length > 0)
      throw new CommandError('Say one file: ads check FILE, or ads receipt FILE --key VKEY.');
    const said = options['as'];
    if (said !== undefined && !isAdFileKind(said))
      throw new CommandError(`There is no kind ${said}. Kinds: ${KINDS}.`);
    const body = await readFile(file);
    const kind = said ?? kindOfAdFile(basename(file), body);
    if (kind === undefined)
      throw new CommandError(`What kind of file it is cannot be seen; say --as KIND: ${KINDS}.`);
    const faults = checkAdFile(body, kind);
    if (options['json'] !== undefined)
      say(JSON.stringify({ file, kind, ok: faults.length === 0, faults }));
    else for (const line of sentences(file, kind, faults)) say(line);
    return faults.length === 0 ? 0 : 1;
  },
};

function sentences(file: string, kind: string, faults: readonly Fault[]): string[] {
  if (faults.length === 0) return [`${file}: ${kind}, in order`];
  const width = Math.max(...faults.map(({ field }) => field.length));
  return [
    `${file}: ${kind}, NOT in order`,
    ...faults.map(({ field, code, sentence }) => `  ${field.padEnd(width)}  ${code}: ${sentence}`),
  ];
}

/** One byte past the largest bound is enough to see that a file is past it. */
async function readFile(file: string): Promise<Uint8Array> {
  try {
    await using handle = await open(file);
    const body = Buffer.alloc(Math.min((await handle.stat()).size, SELLERS_BYTES_MAX + 1));
    const { bytesRead } = await handle.read(body, 0, body.length, 0);
    return body.subarray(0, bytesRead);
  } catch (error) {
    throw new CommandError(`${file} cannot be read.`, { cause: error });
  }
}
