// `cell move …`: an owner's cell goes to another machine, or to another home of this one.

import { existsSync } from 'node:fs';
import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { formatCount, type HowFar, type Watch } from '../backup/tell.ts';
import { CommandError, type CommandContext } from '../command.ts';
import { withCell } from '../commands/with-cell.ts';
import { makeLogKey, makeRecipientKey, nextKeys } from '../handover/recipient-key.ts';
import { needed, tell } from '../handover/steps/speak.ts';
import { loadSettings } from '../settings.ts';
import { acceptMove, destroyMoved } from './accept.ts';
import { abortMove, giveCell, type Given, type GivePoint } from './give.ts';
import { readRecipient, type Recipient } from './papers.ts';
import { takeCell, type TakePoint, type TookOver } from './take.ts';

/** A freeze takes seconds; five minutes is much for a large cell's keys. */
const FREEZE_MS = 300_000;
const FREEZE_S_MAX = 3_600;

/** Stops a run at a point, for tests of a kill. */
export type MoveWatch = (point: GivePoint | TakePoint) => void;

/** The flags of `cell move`. */
export const MOVE_OPTIONS: Readonly<Record<string, string>> = {
  'out=': 'move to: a folder that is carried to the new machine; move accept: the file to write',
  'to=': 'move: the new home, on this machine',
  'for=': 'move: read-only for so many seconds at most, else nothing happened; default 300',
  'moved-to=': 'move: the address of the new machine; who comes to the old one is sent there',
  'limit-mb=': 'move: megabytes a second at most while people go on',
  'vkey=': "move take: the key of the cell's public log, as known from elsewhere",
  'accepted=': 'move destroy: what cell move accept wrote on the new machine',
  json: 'print one line of JSON at the end, and progress as JSON on standard error',
};

/** Runs `cell move …`; words begin behind `move`. */
export async function move(
  context: CommandContext,
  words: readonly string[],
  at: MoveWatch = () => undefined,
): Promise<number> {
  const [action, what] = words;
  switch (action) {
    case 'receive':
      return await receive(context, needed(what, 'Say which cell will come: its id.'));
    case 'to':
      return await give(context, needed(what, 'Say which file cell move receive made.'), at);
    case 'take':
      return await take(context, needed(what, 'Say which folder was carried here.'), at);
    case 'abort':
      return await abort(context);
    case 'accept':
      return await accept(context);
    case 'destroy':
      return await destroy(context);
    case undefined:
      return await here(context, needed(context.options['to'], HOW), at);
    default:
      throw new CommandError(HOW);
  }
}
const HOW =
  'Say cell move --to HOME on one machine; on two: receive CELL on the new one, to FILE --out DIR on the old one, take DIR on the new one; then accept, and destroy. abort ends a move before it is given.';

async function receive(context: CommandContext, cellId: string): Promise<number> {
  context.say(JSON.stringify(await recipientFor(context, cellId)));
  return 0;
}

async function recipientFor(
  { settings }: Pick<CommandContext, 'settings'>,
  cell: string,
): Promise<Recipient> {
  const { home, region } = settings;
  // The log key first: it knows whether the cell may come here at all.
  const nextKey = await makeLogKey(home, region, cell);
  const recipient = await makeRecipientKey(home);
  const next = await nextKeys(home, region);
  if (next === undefined) throw new CommandError('The secret that was just made went away.');
  const what = { v: 1, kind: 'jhalak cell move recipient', cell, region } as const;
  return { ...what, recipient, nextKey, ...next };
}

async function give(context: CommandContext, file: string, at: MoveWatch): Promise<number> {
  const out = resolve(needed(context.options['out'], '--out DIR is what is carried.'));
  const to = await readRecipient(file);
  const given = await giveAway(context, { to, out }, at);
  tell(context, told(given), () => [
    ...givenLines(given),
    `carry ${out} to the new machine, and there: npx jhalak cell move take DIR`,
    `its log's key, to compare: ${given.paper.vkey}`,
  ]);
  return 0;
}

async function giveAway(
  context: CommandContext,
  place: { to: Recipient; out: string },
  at: MoveWatch,
): Promise<Given> {
  const { settings, options } = context;
  const movedTo = options['moved-to'];
  const limit = numberOf(options['limit-mb'], '--limit-mb', 1, 100_000);
  const freezeS = numberOf(options['for'], '--for', 5, FREEZE_S_MAX);
  return await untilAskedToStop(
    async (signal) =>
      await withCell(quiet(context), async (cell) => {
        const parts = { cell, settings, watch: watchOf(context, signal), at };
        return await giveCell(parts, {
          ...place,
          freezeMs: freezeS === undefined ? FREEZE_MS : freezeS * 1_000,
          ...(movedTo === undefined ? {} : { movedTo }),
          ...(limit === undefined ? {} : { bytesPerSecondMax: limit * 1_000_000 }),
        });
      }),
  );
}

async function take(context: CommandContext, folder: string, at: MoveWatch): Promise<number> {
  const took = await takeFrom(context, resolve(folder), at);
  tell(context, took, () => [...tookLines(took), 'start it with: npm start']);
  return 0;
}

async function takeFrom(context: CommandContext, folder: string, at: MoveWatch): Promise<TookOver> {
  return await untilAskedToStop(
    async (signal) =>
      await takeCell(
        {
          context: quiet(context),
          watch: watchOf(context, signal),
          at,
          vkey: context.options['vkey'],
        },
        folder,
      ),
  );
}

/** One machine: the new home beside the old one. */
async function here(context: CommandContext, home: string, at: MoveWatch): Promise<number> {
  const target = resolve(home);
  if (target === resolve(context.settings.home))
    throw new CommandError('The new home is the old one.');
  await mkdir(target, { recursive: true, mode: 0o711 });
  const settingsFile = join(context.settings.home, 'jhalak.json');
  if (existsSync(settingsFile) && !existsSync(join(target, 'jhalak.json')))
    await copyFile(settingsFile, join(target, 'jhalak.json'));
  // Another home is opened by its own file: what stands in this environment is for this cell.
  const loaded = loadSettings({}, { home: target, region: context.settings.region });
  const next: CommandContext = { ...context, ...loaded };
  const out = `${target}.moving`;
  const cellId = await withCell(quiet(context), async ({ border }) => await border.cellId());
  const to = await recipientFor(next, cellId);
  const given = await giveAway(context, { to, out }, at);
  const took = await takeFrom(next, out, at);
  await rm(out, { recursive: true, force: true });
  tell(context, { ...told(given), ...took }, () => [
    ...givenLines(given),
    ...tookLines(took),
    `start it with: npm start -- --home ${target}`,
    'The old home only reads. When the new one is as it should be: cell move accept there, cell move destroy here.',
  ]);
  return 0;
}

async function abort(context: CommandContext): Promise<number> {
  const { settings } = context;
  const ended = await untilAskedToStop(
    async (signal) =>
      await withCell(
        quiet(context),
        async (cell) =>
          await abortMove({ cell, settings, watch: watchOf(context, signal), at: () => undefined }),
      ),
  );
  tell(context, { aborted: ended }, () => ['ended: nothing moved, and the cell is as it was']);
  return 0;
}

async function accept(context: CommandContext): Promise<number> {
  const { move: id, text } = await acceptMove(quiet(context));
  const file = resolve(context.options['out'] ?? 'cell-move-accepted.tlog-proof');
  await writeFile(file, text);
  tell(context, { move: id, file }, () => [
    `accepted, on record: ${file}`,
    'with it, on the old machine: npx jhalak cell move destroy --accepted FILE',
  ]);
  return 0;
}

async function destroy(context: CommandContext): Promise<number> {
  const proof = needed(context.options['accepted'], '--accepted FILE is what accept wrote.');
  const done = await destroyMoved(quiet(context), resolve(proof), context.options['confirm']);
  tell(context, done, () => [
    `destroyed: ${done.keyFiles} files of keys, then the database, then ${done.names.length} names in this home`,
    ...done.notProven.map((line) => `not proven: ${line}`),
  ]);
  return 0;
}

/** With `--json` only the last line is spoken. */
function quiet(context: CommandContext): CommandContext {
  return context.options['json'] === undefined ? context : { ...context, say: () => undefined };
}

function watchOf({ options, say }: CommandContext, signal: AbortSignal): Watch {
  if (options['json'] === undefined) return { say: (line) => say(line), signal };
  const asJson = (line: string, far?: HowFar): void =>
    void process.stderr.write(`${JSON.stringify({ line: line.trim(), ...far })}\n`);
  return { say: asJson, signal };
}

function told({ move: id, paper, frozenMs }: Given) {
  const { cell, epoch, vkey, packages } = paper;
  return { move: id, cell, epoch, vkey, packages: packages.length, frozenMs: frozenMs ?? null };
}

function givenLines({ paper, frozenMs }: Given): string[] {
  const seconds =
    frozenMs === undefined ? '' : `; nobody wrote since ${(frozenMs / 1_000).toFixed(1)} s`;
  return [`✓ given: ${paper.cell}, epoch ${paper.epoch} has ended here${seconds}`];
}

function tookLines({ cell, epoch, tables, rows, files }: TookOver): string[] {
  const what = `${formatCount(tables)} tables with ${formatCount(rows)} rows, ${formatCount(files)} files`;
  return [`✓ taken: ${cell}, epoch ${epoch} begins here; ${what}: all the same`];
}

function numberOf(
  text: string | undefined,
  flag: string,
  min: number,
  max: number,
): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isInteger(value) || value < min || value > max)
    throw new CommandError(`${flag} takes ${min} to ${max}.`);
  return value;
}
