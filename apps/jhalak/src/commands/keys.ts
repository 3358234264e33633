// `jhalak keys`: what there is, new class keys, a new root, and key backups that do not grow old.

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { systemClock } from '@jhalak/kernel';
import { ROTATED_CLASSES, type ClassState, type RotatedClass } from '@jhalak/keystore';
import { KEY_BACKUP_MAX_MS } from '@jhalak/ports';
import { erasureListFile } from '../backup/keys-file.ts';
import { keysHeader, writeKeysInto } from '../backup/keys-folder.ts';
import { withBackupSource } from '../backup/open-source.ts';
import { untilAskedToStop } from '../backup/stop-signal.ts';
import { formatCount } from '../backup/tell.ts';
import { CommandError, type Command, type CommandContext } from '../command.ts';
import type { Cell } from '../wiring/cell.ts';
import { withCell } from './with-cell.ts';

/** Keys between two lines of a long rotation. */
const TOLD_EVERY = 50_000;
const HOUR_MS = 3_600_000;

export const keys: Command = {
  name: 'keys',
  usage: 'keys status|rotate|rotate-root|backup|check [FILE]',
  summary:
    'keys of classes and the root: how they stand, new ones while the cell runs, young backups',
  options: {
    'class=': `rotate: one of ${ROTATED_CLASSES.join(', ')}; without it all of them`,
    'to=': 'backup: the folder that holds the key backups of the last 7 days',
  },
  async run(context) {
    switch (context.words[0]) {
      case 'status':
        return await withCell(context, (cell) => status(context, cell));
      case 'rotate':
        return await withCell(context, (cell) => rotate(context, cell));
      case 'rotate-root':
        return await withCell(context, (cell) => rotateRoot(context, cell));
      case 'backup':
        return await save(context);
      case 'check':
        return await check(context);
      default:
        throw new CommandError(
          'Say keys status, rotate, rotate-root, backup --to FOLDER or check FILE.',
        );
    }
  },
};

async function status({ say }: CommandContext, cell: Cell): Promise<number> {
  const { root, rootChangedAtMs, classes, holds, erasedPeople } = await cell.parts.keys.state();
  const since = rootChangedAtMs === null ? 'the first one' : `since ${dayOf(rootChangedAtMs)}`;
  say(`root ${root}, ${since}`);
  for (const row of classes) say(lineOf(row));
  say(`holds: ${formatCount(holds.running)} running, ${formatCount(holds.ended)} ended`);
  say(`erased: ${formatCount(erasedPeople)} people`);
  return 0;
}

function lineOf(row: ClassState): string {
  const { keyClass, generation, createdAtMs, retiredAtMs, destroyedAtMs } = row;
  const name = `${keyClass.padEnd(8)} ${String(generation).padStart(3)}`;
  const keyCount = `${formatCount(row.keys)} keys`;
  if (destroyedAtMs !== null) return `${name}  destroyed ${dayOf(destroyedAtMs)}`;
  if (retiredAtMs !== null) {
    return `${name}  retired ${dayOf(retiredAtMs)}, ${keyCount} wait: run \`npx jhalak keys rotate --class ${keyClass}\``;
  }
  return `${name}  in use since ${dayOf(createdAtMs)}, ${keyCount}`;
}

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

async function rotate(context: CommandContext, cell: Cell): Promise<number> {
  const given = context.options['class'];
  const wanted = ROTATED_CLASSES.filter((one) => given === undefined || one === given);
  if (wanted.length === 0) {
    throw new CommandError(`The class must be one of ${ROTATED_CLASSES.join(', ')}.`);
  }
  return await untilAskedToStop(async (signal) => {
    let whole = true;
    for (const keyClass of wanted)
      whole = (await rotateOne(context, cell, keyClass, signal)) && whole;
    return whole ? 0 : 1;
  });
}

async function rotateOne(
  { say }: CommandContext,
  cell: Cell,
  keyClass: RotatedClass,
  signal: AbortSignal,
): Promise<boolean> {
  let told = 0;
  const progress = (rewrapped: number): void => {
    if (rewrapped - told < TOLD_EVERY) return;
    told = rewrapped;
    say(`${keyClass}: ${formatCount(rewrapped)} keys wrapped anew`);
  };
  const done = await cell.parts.keys.rotateClass(keyClass, { signal, progress });
  const { generation, rewrapped, unopenable, destroyed } = done;
  await cell.parts.database.transaction(async (tx) => {
    await cell.border.log.append(tx, {
      kind: 'key',
      act: 'keys.rotated',
      codes: [keyClass],
      counts: { generation, rewrapped, unopenable, destroyed },
    });
  });
  const begun = done.resumed ? ', went on with one that was broken off' : '';
  say(`${keyClass}: generation ${generation}, ${formatCount(rewrapped)} keys wrapped anew${begun}`);
  if (unopenable === 0) return true;
  say(
    `${keyClass}: ${formatCount(unopenable)} keys do not open; the former generation is kept for them. Restore them from a key backup, or erase these people.`,
  );
  return false;
}

async function rotateRoot({ say, settings }: CommandContext, cell: Cell): Promise<number> {
  const count = await cell.parts.keys.rotateRoot();
  await cell.parts.database.transaction(async (tx) => {
    const counts = { classKeys: count };
    await cell.border.log.append(tx, { kind: 'key', act: 'keys.root_rotated', counts });
  });
  say(
    [
      `a new root key, ${count} class keys under it`,
      `Copy ${settings.home}/keys/root.key to where you keep your copies now: from today key backups need it.`,
      'The former one stays beside it for 7 days, for the key backups made under it.',
    ].join('\n'),
  );
  return 0;
}

async function save(context: CommandContext): Promise<number> {
  const to = context.options['to'];
  if (to === undefined) throw new CommandError('Say where to: npx jhalak keys backup --to FOLDER');
  const { path, counts, removed } = await withBackupSource(context, (source) =>
    writeKeysInto(resolve(to), source.keys, {
      region: source.region,
      nowMs: source.clock.nowMs(),
      erasureList: erasureListFile(source.home),
    }),
  );
  const { say } = context;
  say(`${path}: ${formatCount(counts.keys)} keys, ${formatCount(counts.erasures)} erasures`);
  for (const name of removed) say(`removed ${name}: older than 7 days`);
  return 0;
}

async function check({ words, say }: CommandContext): Promise<number> {
  const path = resolve(words[1] ?? '');
  if (words[1] === undefined || !existsSync(path))
    throw new CommandError('Say which: keys check FILE');
  const header = await keysHeader(path);
  if (header === undefined) throw new CommandError(`${path} is no key backup.`);
  const ageMs = systemClock.nowMs() - header.exportedAtMs;
  const age = `${Math.floor(ageMs / HOUR_MS)} hours old`;
  if (ageMs <= KEY_BACKUP_MAX_MS) {
    say(
      `region ${header.region}, ${age}: may be kept until ${dayOf(header.exportedAtMs + KEY_BACKUP_MAX_MS)}`,
    );
    return 0;
  }
  say(
    `region ${header.region}, ${age}: too old. Whoever was erased since is not whole erased while it lasts: destroy it.`,
  );
  return 1;
}
