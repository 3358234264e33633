// `npm run proof -- NAME` and `npm run bench -- NAME`.

import { runForeground } from './children.mjs';
import { ROOT, SetupError } from './house.mjs';
import { onNode24 } from './on-node24.mjs';
import { withTestDatabase } from './test-database.mjs';

/**
 * @param kind `proof` or `bench`, for sentences.
 * @param find returns the known scripts by name; called once packages are there.
 */
export function runNamedScript(script, kind, find) {
  const tools = [
    'ffmpeg',
    'bwrap',
    'chromium',
    'go',
    'gomod',
    'strace',
    'ip',
    'nft',
    'tcpdump',
    'ping',
  ];
  const needs = { tools, web: 'try', quiet: true };
  return onNode24(script, needs, () => {
    const [name, ...args] = process.argv.slice(2);
    const known = find();
    const path = known.get(name);
    if (path === undefined) {
      const list = [...known.keys()].map((one) => `  ${one}`).join('\n') || '  (none yet)';
      throw new SetupError(`npm run ${kind} -- NAME; the names are:\n${list}`);
    }
    // Synced like real use: a figure or a kill on a database that never syncs would show nothing.
    return withTestDatabase('durable', (env) =>
      runForeground(process.execPath, ['--expose-gc', path, ...args], { cwd: ROOT, env }),
    );
  });
}
