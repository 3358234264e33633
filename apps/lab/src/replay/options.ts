// What a replay is asked for on its command line.

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

export interface ReplayOptions {
  events: string;
  history: string;
  items: string;
  testFromMs: number;
  usersMax: number;
  seed: number;
  /** Ask about the validation days and leave the test days alone: while ours is tuned. */
  validate: boolean;
  /** Sources and features of ours that are left out. */
  without: readonly string[];
  /** Leave out each of them in turn. */
  ablation: readonly string[];
  /** The journal in memory, keys but no accounts: while ours is tuned. */
  quick: boolean;
  /** Where figures of the baselines are kept: read when they are of the same question, else computed and written. */
  keep: string | undefined;
  /** Only the baselines. */
  baselinesOnly: boolean;
  /** Skip the baselines: while ours is tuned. */
  oursOnly: boolean;
  /** Every n-th event before the test teaches the ranker, where our feed would have shown it; 0: none. */
  rankEvery: number;
  /** The prequential part asks about every n-th person. */
  askEvery: number;
  /** Skip the prequential part. */
  listsOnly: boolean;
}

const SHARED =
  process.env['JHALAK_SHARED'] ?? fileURLToPath(new URL('../../../../../shared', import.meta.url));
const FOLDER = join(SHARED, 'data', 'kuairand-pure');

/** @throws Error with a sentence for who typed it. */
export function replayOptions(args: readonly string[]): ReplayOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      events: { type: 'string', default: join(FOLDER, 'events_0425_0503.tsv') },
      history: { type: 'string', default: join(FOLDER, 'history_to_0424.tsv') },
      items: { type: 'string', default: join(FOLDER, 'items.tsv') },
      'test-from': { type: 'string', default: '2022-05-01T00:00:00+08:00' },
      users: { type: 'string' },
      seed: { type: 'string', default: '1' },
      validate: { type: 'boolean', default: false },
      without: { type: 'string', default: '' },
      ablation: { type: 'string', default: '' },
      'ours-only': { type: 'boolean', default: false },
      'rank-every': { type: 'string', default: '0' },
      'ask-every': { type: 'string', default: '2' },
      keep: { type: 'string' },
      'baselines-only': { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      'lists-only': { type: 'boolean', default: false },
    },
  });
  const testFromMs = Date.parse(values['test-from']);
  if (Number.isNaN(testFromMs)) throw new Error(`--test-from is no time: ${values['test-from']}`);
  for (const file of [values.events, values.history, values.items])
    if (!existsSync(file))
      throw new Error(`there is no ${file}; name the log with --events, --history, --items`);
  return {
    ...{ events: values.events, history: values.history, items: values.items, testFromMs },
    usersMax: values.users === undefined ? Infinity : positive('--users', values.users),
    ...{ seed: positive('--seed', values.seed), validate: values.validate },
    ...{ without: names(values.without), ablation: names(values.ablation) },
    ...{ quick: values.quick, oursOnly: values['ours-only'], listsOnly: values['lists-only'] },
    ...{ keep: values.keep, baselinesOnly: values['baselines-only'] },
    rankEvery: values['rank-every'] === '0' ? 0 : positive('--rank-every', values['rank-every']),
    askEvery: positive('--ask-every', values['ask-every']),
  };
}

function positive(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 1)
    throw new Error(`${name} is no whole number above 0: ${text}`);
  return value;
}

function names(text: string): string[] {
  return text.split(',').filter(Boolean);
}
