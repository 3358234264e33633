import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CommandError, type Command } from '../command.ts';
import { sampleFiller } from '../sample-world.ts';
import { sampleSitesFolder } from '../wiring/parts.ts';
import { withCell } from './with-cell.ts';

/** People erased at once; the loop goes on until none is left. */
const PEOPLE_PER_ROUND = 100;
/** The sample world has a dozen people; more rounds than this would be a bug. */
const ROUNDS_MAX = 100;

export const samples: Command = {
  name: 'samples',
  usage: 'samples add|remove',
  summary: 'add the sample world, or remove every sample person, clip and paper',
  async run(context) {
    const [action] = context.words;
    if (action !== 'add' && action !== 'remove')
      throw new CommandError('Say samples add or samples remove.');
    if (action === 'add' && context.settings.databaseUrl !== undefined) {
      throw new CommandError(
        'The sample world is for trying out: it is never put into a database of DATABASE_URL.',
      );
    }
    const sitesFolder = sampleSitesFolder(context.settings);
    return await withCell(context, async (cell, logger) => {
      if (action === 'add') {
        if (!(await cell.parts.transcoder.capabilities()).ready)
          throw new CommandError(
            'Samples are made with ffmpeg, which is missing: npx jhalak doctor tells how to get it.',
          );
        const workFolder = join(context.settings.home, 'samples');
        const filler = sampleFiller({
          cell,
          logger,
          workFolder,
          sitesFolder,
          again: true,
          onClip: ({ ready, total }) => context.say(`sample clips ${ready}/${total}`),
        });
        await filler.run(new AbortController().signal);
        context.say('Handed over; a running Jhalak encodes them now, or the next start does.');
        return 0;
      }
      let removed = 0;
      for (let round = 0; round < ROUNDS_MAX; round += 1) {
        const people = await cell.accounts.samplePersons(PEOPLE_PER_ROUND);
        if (people.length === 0) break;
        for (const personId of people) if (await cell.accounts.erasePerson(personId)) removed += 1;
      }
      const papers = await cell.publishers.removeSamples();
      await rm(sitesFolder, { recursive: true, force: true });
      context.say(
        removed + papers === 0
          ? 'There were no samples.'
          : `Removed ${removed} sample people with their clips, and ${papers} sample papers with their reports.`,
      );
      return 0;
    });
  },
};
