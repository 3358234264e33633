// A log of real viewers in memory: people and clips by index, histories without times, events in the order of time.

import { readLog, type LogLine } from './log-lines.ts';

/** One clip. */
interface LogItem {
  id: string;
  author: string;
  uploadedMs: number;
  /** 0: not known. */
  durationMs: number;
  tag: string;
}

/** What one person watched before the events begin; the log has no time of each. */
export interface LogHistory {
  /** How many there were, of which `watches` are the last. */
  length: number;
  /** Of the last one. */
  lastMs: number;
  /** Items, oldest first, repeats included. */
  watches: Int32Array;
  likes: Int32Array;
  /** Watched for long; reaches further back than `watches`. Oldest first. */
  longWatches: Int32Array;
}

/** Bits of an event. */
export const EVENT = { liked: 1, followed: 2, long: 4, positive: 8 } as const;

/** Columns of all events, by time. */
interface LogEvents {
  count: number;
  user: Int32Array;
  item: Int32Array;
  atMs: Float64Array;
  playMs: Int32Array;
  durationMs: Int32Array;
  /** Of EVENT. */
  bits: Uint8Array;
}

export interface ReplayLog {
  /** The log's own ids. */
  users: readonly string[];
  items: readonly LogItem[];
  /** By user; undefined for who comes later. */
  histories: readonly (LogHistory | undefined)[];
  events: LogEvents;
}

export interface LogFiles {
  events: string;
  history: string;
  items: string;
  /** Only the first so many users of the history, and what they did; for tests. */
  usersMax?: number;
}

const ITEM_COLUMNS = ['video_id', 'author_id', 'upload_dt', 'video_duration', 'tag'];
const HISTORY_COLUMNS = ['user_id', 'history_len', 'last_time_ms'];
const EVENT_COLUMNS = [
  ...[
    'user_id',
    'video_id',
    'time_ms',
    'is_click',
    'is_like',
    'is_follow',
    'is_forward',
    'long_view',
  ],
  ...['play_time_ms', 'duration_ms', 'is_rand', 'tab', 'is_positive'],
];
/** A play is never longer than a day, whatever a log says; it fits 32 bits. */
const PLAY_MAX_MS = 86_400_000;

/** Reads the three files. @throws LogError with file and line. Memory: some 30 bytes an event, 4 a watch of history. */
export async function readReplayLog(files: LogFiles): Promise<ReplayLog> {
  const { usersMax = Infinity } = files;
  const items: LogItem[] = [];
  const itemIndex = new Map<string, number>();
  await readLog(files.items, ITEM_COLUMNS, (line) => {
    const item = itemOf(line);
    if (itemIndex.has(item.id)) throw line.fail(`clip ${item.id} comes twice`);
    itemIndex.set(item.id, items.length);
    items.push(item);
  });
  const users: string[] = [];
  const userIndex = new Map<string, number>();
  const histories: LogHistory[] = [];
  await readLog(files.history, HISTORY_COLUMNS, (line) => {
    if (users.length >= usersMax) return;
    const id = line.text(0, 'user_id');
    if (userIndex.has(id)) throw line.fail(`user ${id} comes twice`);
    userIndex.set(id, users.length);
    users.push(id);
    histories.push(historyOf(line, itemIndex));
  });
  const rows = new EventRows();
  await readLog(files.events, EVENT_COLUMNS, (line) => {
    const id = line.text(0, 'user_id');
    let user = userIndex.get(id);
    if (user === undefined) {
      if (users.length >= usersMax) return;
      user = users.length;
      userIndex.set(id, user);
      users.push(id);
    }
    rows.add(line, user, knownItem(line, line.text(1, 'video_id'), itemIndex));
  });
  return { users, items, histories, events: rows.inOrder() };
}

function itemOf(line: LogLine): LogItem {
  const uploaded = Date.parse(`${line.text(2, 'upload_dt')}T00:00:00+08:00`);
  if (Number.isNaN(uploaded)) throw line.fail('upload_dt is no date');
  return {
    id: line.text(0, 'video_id'),
    author: line.text(1, 'author_id'),
    uploadedMs: uploaded,
    // Some clips' lengths are not known: then their events say it.
    durationMs:
      line.text(3, 'video_duration') === ''
        ? 0
        : Math.min(PLAY_MAX_MS, line.count(3, 'video_duration')),
    tag: line.text(4, 'tag').split(',')[0] ?? '',
  };
}

function historyOf(line: LogLine, itemIndex: ReadonlyMap<string, number>): LogHistory {
  const list = (column: number): Int32Array =>
    Int32Array.from(line.optional(column).split(' ').filter(Boolean), (id) =>
      knownItem(line, id, itemIndex),
    );
  return {
    length: line.count(1, 'history_len'),
    lastMs: line.count(2, 'last_time_ms'),
    watches: list(3),
    likes: list(4),
    longWatches: list(5),
  };
}

function knownItem(line: LogLine, id: string, itemIndex: ReadonlyMap<string, number>): number {
  const item = itemIndex.get(id);
  if (item === undefined)
    throw line.fail(`clip ${JSON.stringify(id.slice(0, 40))} is in no list of clips`);
  return item;
}

/** Rows as they come, put in the order of time at the end. */
class EventRows {
  readonly #columns: number[][] = [[], [], [], [], [], []];

  add(line: LogLine, user: number, item: number): void {
    const bits =
      (line.flag(4, 'is_like') ? EVENT.liked : 0) |
      (line.flag(5, 'is_follow') ? EVENT.followed : 0) |
      (line.flag(7, 'long_view') ? EVENT.long : 0) |
      (line.flag(12, 'is_positive') ? EVENT.positive : 0);
    const playMs = Math.min(PLAY_MAX_MS, line.count(8, 'play_time_ms'));
    const durationMs = Math.min(PLAY_MAX_MS, line.count(9, 'duration_ms'));
    const row = [user, item, line.count(2, 'time_ms'), playMs, durationMs, bits];
    for (const [index, value] of row.entries()) this.#columns[index]?.push(value);
  }

  inOrder(): LogEvents {
    const [user = [], item = [], atMs = [], playMs = [], durationMs = [], bits = []] =
      this.#columns;
    // Ties keep the order of the file.
    const order = Int32Array.from(atMs.keys()).sort(
      (a, b) => (atMs[a] ?? 0) - (atMs[b] ?? 0) || a - b,
    );
    const sorted =
      (column: readonly number[]) =>
      (_: unknown, at: number): number =>
        column[order[at] ?? 0] ?? 0;
    const like = { length: order.length };
    return {
      count: order.length,
      user: Int32Array.from(like, sorted(user)),
      item: Int32Array.from(like, sorted(item)),
      atMs: Float64Array.from(like, sorted(atMs)),
      playMs: Int32Array.from(like, sorted(playMs)),
      durationMs: Int32Array.from(like, sorted(durationMs)),
      bits: Uint8Array.from(like, sorted(bits)),
    };
  }
}
