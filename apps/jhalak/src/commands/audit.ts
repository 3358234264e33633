// What an auditor took away, checked on any machine: nothing of the cell is asked.

import { createReadStream } from 'node:fs';
import { ExportRefused, verifyExport, type VerifiedExport } from '@jhalak/border';
import { parseVkey, TlogError } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import { CommandError, type Command, type CommandContext } from '../command.ts';

export const audit: Command = {
  name: 'audit',
  usage: 'audit verify FILE',
  summary:
    'a signed export: whether every byte is as the cell signed it (exit 0 proven, 1 refuted, 2 not checked)',
  options: {
    'key=': "the cell's key for exports: auditVkey of GET /v1/border, or border key",
    json: 'one line of JSON instead of sentences',
  },
  async run(context) {
    const [action, file] = context.words;
    const key = context.options['key'];
    if (action !== 'verify' || file === undefined)
      throw new CommandError('Say audit verify FILE --key VKEY.');
    if (key === undefined) throw new CommandError('Say under which key: --key VKEY.');
    try {
      parseVkey(nodeCrypto.sha256, key);
      tell(context, await verifyExport(createReadStream(file), key));
      return 0;
    } catch (error) {
      if (error instanceof ExportRefused) return refused(context, error.message);
      if (error instanceof TlogError) throw new CommandError(error.message, { cause: error });
      if (error instanceof Error && 'code' in error) {
        context.say(`NOT CHECKED: ${error.message}`);
        return 2;
      }
      throw error;
    }
  },
};

function refused({ options, say }: CommandContext, message: string): number {
  if (options['json'] === undefined) say(`REFUTED: ${message}`);
  else say(JSON.stringify({ verified: false, message }));
  return 1;
}

function tell({ options, say }: CommandContext, verified: VerifiedExport): void {
  const { head, parts, logEntries } = verified;
  if (options['json'] !== undefined) {
    const { cell, region, ownerEpoch, atMs, vkey, leftOut } = head;
    const facts = { cell, region, ownerEpoch, atMs, vkey, leftOut };
    say(JSON.stringify({ verified: true, ...facts, logEntries, parts }));
    return;
  }
  say(`PROVEN: every byte is as ${head.cell} signed it at ${new Date(head.atMs).toISOString()}`);
  say(
    `  the public log in it is whole: ${logEntries} entries, under the checkpoint of ${head.vkey}`,
  );
  for (const { name, rows, sha256 } of parts) say(`  ${sha256}  ${name}, ${rows} rows`);
  if (head.leftOut.length > 0)
    say(`  not in it, because who took it may not read them: ${head.leftOut.join(', ')}`);
}
