// More than one cell on this machine, and whom a cell knows. Cells share nothing but the machine: each has its own home,
// database, journal, blobs, keys and port; all that they know of each other is a card.

import { readFile, rm } from 'node:fs/promises';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import { addHome, homeOf, homesOf, isRunning, keepHomes, newHome } from '../homes.ts';
import { move, MOVE_OPTIONS } from '../move/commands.ts';
import { loadSettings } from '../settings.ts';
import { withCell } from './with-cell.ts';

/** A card is some hundred bytes. */
const CARD_BYTES_MAX = 16 * 1_024;

export const cell: Command = {
  name: 'cell',
  usage: 'cell add|list|remove|card|meet|part|tell|move [WHAT]',
  summary:
    'another cell on this machine (add ID --region XX, list, remove ID); whom this cell knows (card, meet FILE, part CELL, tell); to another machine (move)',
  options: {
    'confirm=':
      'remove, move destroy: the id once more, when the cell is not empty; everything in it is gone',
    ...MOVE_OPTIONS,
  },
  async run(context) {
    const [action, what] = context.words;
    switch (action) {
      case 'add':
        return await add(context, needed(what, 'Say its id: cell add sg --region sg.'));
      case 'list':
        return await list(context);
      case 'remove':
        return await remove(context, needed(what, 'Say which: cell list tells their ids.'));
      case 'card':
        return await card(context);
      case 'meet':
        return await meet(context, needed(what, 'Say which card: a file.'));
      case 'part':
        return await part(context, needed(what, "Say from whom: a cell's id."));
      case 'tell':
        return await tell(context);
      case 'move':
        return await move(context, context.words.slice(1));
      default:
        throw new CommandError('Say cell add, list, remove, card, meet, part, tell or move.');
    }
  },
};

function needed(word: string | undefined, sentence: string): string {
  if (word === undefined) throw new CommandError(sentence);
  return word;
}

async function add(context: CommandContext, id: string): Promise<number> {
  const { settings, rows } = context;
  const chosen = new Set(rows.filter(({ source }) => source === 'flag').map(({ name }) => name));
  if (!chosen.has('JHALAK_REGION')) {
    throw new CommandError('Say its region: --region XX. It is fixed for ever.');
  }
  const home = await newHome(settings, id, chosen.has('PORT') ? settings.port : undefined);
  try {
    const cellId = await inHome(context, home.home, async (opened) => await opened.border.cellId());
    await addHome(settings.home, { ...home, cellId });
    context.say(`${id}: cell ${cellId} in ${home.home}, port ${home.port}`);
    context.say(`start it with: npm start -- --home ${home.home}`);
    return 0;
  } catch (error) {
    await rm(home.home, { recursive: true, force: true });
    throw error;
  }
}

async function list(context: CommandContext): Promise<number> {
  const homes = await homesOf(context.settings.home);
  if (homes.length === 0) context.say('No other cell was added here.');
  for (const one of homes) {
    const state = isRunning(one.home) ? 'runs' : 'stands still';
    context.say(`${one.id}  ${one.cellId}  port ${one.port}  ${state}  ${one.home}`);
  }
  return 0;
}

async function remove(context: CommandContext, id: string): Promise<number> {
  const { settings, options } = context;
  const home = await homeOf(settings.home, id);
  if (isRunning(home.home)) throw new CommandError(`${id} runs; stop it first.`);
  const people = await inHome(context, home.home, async ({ parts }) => {
    const [row] = await parts.database.query<{ people: number }>({
      name: 'cell.people',
      text: 'SELECT (SELECT count(*) FROM persons)::int + (SELECT count(*) FROM videos)::int AS people',
    });
    return row?.people ?? 0;
  });
  if (people > 0 && options['confirm'] !== id) {
    throw new CommandError(
      `${id} is not empty: ${people} people and clips. Removing it destroys them and their keys for good; say so with --confirm ${id}.`,
    );
  }
  await rm(home.home, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  const homes = await homesOf(settings.home);
  await keepHomes(
    settings.home,
    homes.filter((one) => one.id !== id),
  );
  context.say(`${id} is gone, with its database, its files and its keys.`);
  return 0;
}

async function card(context: CommandContext): Promise<number> {
  return await withCell(context, async (opened) => {
    context.say(JSON.stringify(await opened.crossings.card(), undefined, 2));
    return 0;
  });
}

async function meet(context: CommandContext, file: string): Promise<number> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`${file} cannot be read.`, { cause });
  });
  if (text.length > CARD_BYTES_MAX) throw new CommandError(`${file} is no card.`);
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch (cause) {
    throw new CommandError(`${file} is no card: it holds no JSON.`, { cause });
  }
  return await withCell(context, async ({ crossings }) => {
    const met = await crossings.meet(given).catch((cause: unknown) => {
      throw new CommandError(cause instanceof Error ? cause.message : `${file} is no card.`, {
        cause,
      });
    });
    context.say(`met ${met.cell} at ${met.address}`);
    context.say(`its key is ${met.key}: compare it with its operator by another way.`);
    return 0;
  });
}

async function part(context: CommandContext, cellId: string): Promise<number> {
  return await withCell(context, async ({ crossings }) => {
    if (!(await crossings.part(cellId))) throw new CommandError(`${cellId} is not known here.`);
    context.say(`${cellId} is forgotten: nothing goes to it or is taken from it.`);
    return 0;
  });
}

async function tell(context: CommandContext): Promise<number> {
  return await withCell(context, async ({ crossings }) => {
    const count = await crossings.tell();
    context.say(`${count} messages were delivered or refused; GET /v1/border/messages shows them.`);
    return 0;
  });
}

/** Another home is opened by its own file alone: what stands in this environment is for this cell. */
async function inHome<Result>(
  context: CommandContext,
  home: string,
  work: Parameters<typeof withCell<Result>>[1],
): Promise<Result> {
  const loaded = loadSettings({}, { home });
  return await withCell({ ...context, ...loaded }, work);
}
