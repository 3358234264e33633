// `jhalak demo sale`: the whole story of a hand-over on one machine.

import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { CommandError, type Command } from '../command.ts';
import { Narrator } from '../demo/narrator.ts';
import { Sale } from '../demo/sale.ts';
import { playSale } from '../demo/sale-story.ts';

/** More take longer than anybody watches. */
const PEOPLE_MAX = 100_000;
const CLIPS = 8;
const FAST = { people: 40, clips: 4 } as const;

export const demo: Command = {
  name: 'demo',
  usage: 'demo sale',
  summary: 'a banned country’s operation is sold and revived, on this machine, told as it goes',
  options: {
    'people=': 'how many, 1,000 by default',
    'to=': 'a new folder for both homes and the certificate',
    keep: 'leaves both homes there and running',
    fast: 'few people and quick clips, for tests',
    json: 'prints the summary as JSON at the end',
  },
  async run({ words, options, say }) {
    if (words[0] !== 'sale') throw new CommandError('Say demo sale.');
    const isFast = options['fast'] !== undefined;
    const people = Number(options['people'] ?? (isFast ? FAST.people : 1_000));
    if (!Number.isInteger(people) || people < 10 || people > PEOPLE_MAX)
      throw new CommandError(`--people is a whole number from 10 to ${PEOPLE_MAX}.`);
    const folder = await newFolder(options['to']);
    return await untilAskedToStop(async (signal) => {
      const clips = isFast ? FAST.clips : CLIPS;
      const kind = isFast ? 'plain' : 'drawn';
      const sale = new Sale(new Narrator(say), { folder, people, clips, kind, signal });
      const isKept = options['keep'] !== undefined;
      let isDone = false;
      try {
        const summary = await playSale(sale);
        if (options['json'] !== undefined) say(JSON.stringify(summary));
        isDone = true;
        return 0;
      } finally {
        if (isKept && isDone) sale.release();
        else await sale.stop();
        // The certificate stays: it is what such a sale leaves.
        if (!isKept && isDone)
          for (const name of ['seller', 'buyer', 'people'])
            await rm(join(folder, name), { recursive: true, force: true });
      }
    });
  },
};

async function newFolder(given: string | undefined): Promise<string> {
  if (given === undefined) {
    const made = await mkdtemp(join(tmpdir(), 'jhalak-sale-'));
    // The database of a home runs as another user as root: it must reach its own folder inside.
    await chmod(made, 0o711);
    return made;
  }
  const folder = resolve(given);
  await mkdir(folder, { recursive: false, mode: 0o711 }).catch((cause: unknown) => {
    throw new CommandError(`${folder} is there already, or cannot be made.`, { cause });
  });
  return folder;
}
