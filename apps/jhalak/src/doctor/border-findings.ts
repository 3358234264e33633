// The border's parts: the public log's files beside its table, orders that were lost, and the way out.

import { access, constants, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '@jhalak/kernel';
import { openLosses } from '@jhalak/orders';
import { gatewayAnswers } from '@jhalak/outbound';
import type { Queries } from '@jhalak/ports';
import {
  entriesOfBundle,
  parseNote,
  parseTreeHead,
  textOf,
  TILE_WIDTH,
  tilePath,
} from '@jhalak/tlog';
import { hasCode } from '../backup/file-errors.ts';
import { lossLines } from '../backup/lost-orders.ts';
import type { Settings } from '../settings.ts';
import { gatewaySocketOf } from '../wiring/gateway-socket.ts';
import { ok, problem, warning, type Finding } from './finding.ts';

/** A running cell brings entries out within a second or so; what is older than this waits for a reason. */
const WAITING_MAX_MS = 10_000;

/** @returns what stands about lost orders; nothing before the schema knows them. */
export async function orderFindings(on: Queries): Promise<Finding[]> {
  if (!(await hasTable(on, 'order_losses'))) return [];
  const lost = await openLosses(on);
  if (lost.length === 0) return [ok('orders', 'none that the public log tells of is missing')];
  return [
    problem(
      'orders',
      `${lost.length} that the public log tells of are not known here: ${lossLines(lost).join('; ')}`,
      'Put the newest copy of orders.register into the keys folder of the home and start again; or enter them again at the order desk, from the papers.',
    ),
  ];
}

/**
 * Compares the log's files with its table, at their end: histories that part stay apart to the end.
 *
 * @param running whether a Jhalak is there that should have written what waits. Cost: a few small files, two queries.
 */
export async function logFindings(
  on: Queries,
  home: string,
  { running, nowMs }: { running: boolean; nowMs: number },
): Promise<Finding[]> {
  if (!(await hasTable(on, 'border_entries'))) return [];
  const folder = join(home, 'log');
  const [cell] = await on.query<{ cell_id: string }>({
    name: 'doctor.cell',
    text: 'SELECT cell_id FROM border_cell',
  });
  if (cell === undefined) return [ok('public log', 'none yet, the first start begins it')];
  const closed = await closedBy(folder);
  if (closed !== undefined) {
    return [
      problem(
        'public log',
        `${folder} cannot be written: ${closed}`,
        'Make it a folder of the user that Jhalak runs as, on a disk with space; until then nothing crosses the border.',
      ),
    ];
  }
  try {
    return [await standing(on, folder, cell.cell_id, running ? nowMs : undefined)];
  } catch (error) {
    return [
      problem(
        'public log',
        `its files cannot be read: ${messageOf(error)}`,
        'Bring the folder back from a copy, or remove it whole: it is made again from the table.',
      ),
    ];
  }
}

async function standing(
  on: Queries,
  folder: string,
  cellId: string,
  nowMs: number | undefined,
): Promise<Finding> {
  const size = await publishedSize(folder);
  const [rows] = await on.query<{ count: number; waiting: number; since: number | null }>(
    {
      name: 'doctor.log',
      text: `SELECT count(leaf_index)::int AS count,
          (count(*) FILTER (WHERE leaf_index IS NULL OR leaf_index >= $2))::int AS waiting,
          min(at_ms) FILTER (WHERE leaf_index IS NULL OR leaf_index >= $2) AS since
        FROM border_entries WHERE cell_id = $1`,
    },
    [cellId, size],
  );
  const { count = 0, waiting = 0, since = null } = rows ?? {};
  if (!(await agree(on, folder, cellId, Math.min(size, count), size))) {
    return problem(
      'public log',
      'its files and its table tell different histories: nothing crosses the border',
      'Bring back the table or the files as they were, from a backup or from any copy of the log; never remove what was published.',
    );
  }
  const what = `${size} entries in its files`;
  if (count < size)
    return warning(
      'public log',
      `${what}, ${count} in its table, which was restored from before`,
      'npm start takes the missing ones back before anything new is numbered.',
    );
  if (nowMs !== undefined && since !== null && nowMs - since > WAITING_MAX_MS)
    return problem(
      'public log',
      `${what}, ${waiting} wait to be written although Jhalak runs`,
      'See the log of the program for "the public log": disk, rights, or a history that was refused.',
    );
  return ok('public log', waiting === 0 ? what : `${what}, ${waiting} more at the next start`);
}

async function publishedSize(folder: string): Promise<number> {
  const bytes = await readOr(join(folder, 'checkpoint'));
  return bytes === undefined ? 0 : Number(parseTreeHead(parseNote(bytes).text).size);
}

/** @returns whether the last entries that both have are the same. */
async function agree(
  on: Queries,
  folder: string,
  cellId: string,
  both: number,
  size: number,
): Promise<boolean> {
  if (both === 0) return true;
  const index = Math.floor((both - 1) / TILE_WIDTH);
  const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
  const path = tilePath({ level: 'entries', index: BigInt(index), width });
  const told = entriesOfBundle(await readFile(join(folder, path)), width, path);
  const rows = await on.query<{ leaf: string }>(
    {
      name: 'doctor.log_end',
      text: `SELECT leaf FROM border_entries WHERE cell_id = $1 AND leaf_index >= $2 AND leaf_index < $3 ORDER BY leaf_index`,
    },
    [cellId, index * TILE_WIDTH, both],
  );
  return rows.every(({ leaf }, at) => textOf(told[at] ?? new Uint8Array()) === leaf);
}

/** @returns why the folder cannot be written; undefined where it can, or is not there yet. */
async function closedBy(folder: string): Promise<string | undefined> {
  try {
    await access(join(folder, '.'), constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return hasCode(error, 'ENOENT') ? undefined : messageOf(error);
  }
}

/** @param running whether a Jhalak of this home runs: only then its gateway must be there. */
export async function gatewayFindings(settings: Settings, running: boolean): Promise<Finding[]> {
  if (!settings.roles.includes('gateway') && settings.gatewaySocket === undefined)
    return [ok('gateway', 'not started by this machine: JHALAK_ROLES is without gateway')];
  const path = gatewaySocketOf(settings);
  if (!running && settings.gatewaySocket === undefined)
    return [ok('gateway', 'not needed while no Jhalak runs')];
  if (await gatewayAnswers(path)) return [ok('gateway', `answers at ${path}`)];
  return [
    problem(
      'gateway',
      `does not answer at ${path}`,
      'Nothing leaves this cell meanwhile. It is started again by itself; the log of the program says why it ended.',
    ),
  ];
}

async function hasTable(on: Queries, name: string): Promise<boolean> {
  const [found] = await on.query<{ there: boolean }>(
    { name: 'doctor.table', text: 'SELECT to_regclass($1) IS NOT NULL AS there' },
    [name],
  );
  return found?.there === true;
}

async function readOr(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}
