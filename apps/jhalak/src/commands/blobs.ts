// `jhalak blobs`: what lies in the blob store, and whether it is what the rows say. Beside a running Jhalak, or alone.

import { formatBytes, formatCount } from '../backup/tell.ts';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { blobUsage } from '../storage/blob-usage.ts';
import { cellFiles } from '../storage/cell-files.ts';
import { filesAreComing } from '../storage/files-coming.ts';
import { verifyBlobs, type BlobFinding } from '../storage/verify-blobs.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

/** Findings that are named one by one; the last line counts all of them. */
const NAMED_MAX = 1_000;

export const blobs: Command = {
  name: 'blobs',
  usage: 'blobs verify|usage',
  summary:
    'what lies in the file store: whether it is what the rows say (exit 0: it is, 1: it is not), or how much room it takes',
  options: {
    content: 'verify: read every byte of each file whose digest a row knows',
    repair: 'verify: delete files of nobody that are older than a day',
  },
  async run(context) {
    const [action] = context.words;
    if (action !== 'verify' && action !== 'usage')
      throw new CommandError('Say blobs verify or blobs usage.');
    return await withCell(context, async (cell) =>
      action === 'usage' ? await usage(context, cell) : await verify(context, cell),
    );
  },
};

async function verify({ options, say }: CommandContext, cell: Cell): Promise<number> {
  const repair = options['repair'] !== undefined;
  const { database } = cell.parts;
  const isOpen = async (): Promise<boolean> => (await cell.standing.look()).state === 'open';
  if (repair && !(await isOpen()))
    throw new CommandError(
      'This cell is frozen: what a deal counted must stay as it is. Verify without --repair.',
    );
  if (repair && (await filesAreComing(database)))
    throw new CommandError(
      'A backup or packages are being brought in: their files come before their rows. Wait, or verify without --repair.',
    );
  const mayDelete = async (): Promise<boolean> =>
    (await isOpen()) && !(await filesAreComing(database));
  let named = 0;
  const found = await untilAskedToStop(
    async (signal) =>
      await verifyBlobs({
        ...cellFiles(cell),
        ...{
          clock: cell.parts.clock,
          content: options['content'] !== undefined,
          repair,
          mayDelete,
        },
        signal,
        tell: (finding) => {
          named += 1;
          if (named <= NAMED_MAX) say(lineOf(finding));
        },
      }),
  );
  if (named > NAMED_MAX) say(`… and ${formatCount(named - NAMED_MAX)} more`);
  const left = found.orphans - found.deleted;
  const wrong = left + found.unlisted + found.missing + found.wrongSize + found.wrongContent;
  say(JSON.stringify({ command: 'blobs verify', ok: wrong === 0, ...found }));
  return wrong === 0 ? 0 : 1;
}

const SAYS: Readonly<Record<BlobFinding['what'], string>> = {
  orphan: 'orphan',
  unlisted: 'on no manifest',
  missing: 'missing',
  wrong_size: 'wrong size',
  wrong_content: 'wrong content',
};

function lineOf({ what, key, bytes, deleted }: BlobFinding): string {
  const size = bytes === undefined ? '' : `  ${formatBytes(bytes)}`;
  return `${SAYS[what].padEnd(14)}  ${key}${size}${deleted === true ? '  deleted' : ''}`;
}

async function usage({ say }: CommandContext, cell: Cell): Promise<number> {
  const { blobs, tiers } = cell.parts;
  const lines = await blobUsage(blobs, cell.manifests, tiers);
  for (const { feature, prefix, class: dataClass, files, bytes, coldBytes } of lines) {
    const cold = tiers === undefined ? '' : `  ${formatBytes(coldBytes)} cold`;
    say(
      `${formatBytes(bytes).padStart(8)}  ${formatCount(files).padStart(10)} files  ${feature}/${prefix}  ${dataClass}${cold}`,
    );
  }
  const total = lines.reduce((sum, line) => sum + line.bytes, 0);
  say(JSON.stringify({ command: 'blobs usage', bytes: total, prefixes: lines }));
  return 0;
}
