// `ads receipt`: verifies one auction's receipt with nothing in reach but the log's key; `--from` fetches it first.

import { readFile, writeFile } from 'node:fs/promises';
import { RECEIPT_FILE_BYTES_MAX, verifyReceiptFile, type ReceiptVerdict } from '@jhalak/ads';
import { isUuid } from '@jhalak/kernel';
import { ask, UnreadableLog } from '../border/log-source.ts';
import { CommandError, type CommandContext } from '../command.ts';

/** As `border verify`: proven, refuted, could not be checked. */
const EXIT = { proven: 0, refuted: 1, open: 2 } as const satisfies Record<
  ReceiptVerdict['state'],
  number
>;

/** @returns the exit code. @throws CommandError for what cannot be read. */
export async function verifyReceipt(
  { options, say }: Pick<CommandContext, 'options' | 'say'>,
  what: string,
): Promise<number> {
  const vkey = options['key'];
  if (vkey === undefined)
    throw new CommandError('Say under which key: --key VKEY, as the log publishes it.');
  const from = options['from'];
  const text = from === undefined ? await readText(what) : await fetchReceipt(from, what, options);
  const to = options['to'];
  if (to !== undefined) await writeFile(to, text);
  const { state, sentences } = verifyReceiptFile(text, vkey);
  if (options['json'] !== undefined) say(JSON.stringify({ state, sentences }));
  else for (const line of sentences) say(line);
  return EXIT[state];
}

async function fetchReceipt(
  from: string,
  id: string,
  options: CommandContext['options'],
): Promise<string> {
  if (!isUuid(id)) throw new CommandError('With --from, say which receipt: its id.');
  const file = options['token-file'];
  if (file === undefined)
    throw new CommandError('Receipts are for auditors: --token-file FILE with an auditor’s token.');
  const token = (await readText(file)).trim();
  try {
    const { status, body } = await ask({
      method: 'GET',
      url: new URL(`/v1/ads/receipts/${id}`, from),
      headers: { authorization: `Bearer ${token}` },
    });
    const text = Buffer.from(body).toString('utf8');
    if (status === 200) return text;
    throw new CommandError(`${from} answered ${status}: ${text.slice(0, 500)}`);
  } catch (error) {
    if (error instanceof UnreadableLog || error instanceof TypeError)
      throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

async function readText(file: string): Promise<string> {
  try {
    const bytes = await readFile(file);
    if (bytes.length <= RECEIPT_FILE_BYTES_MAX) return bytes.toString('utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read.`, { cause: error });
  }
  throw new CommandError(`${file} is too large to be a receipt.`);
}
