// A small log with known answers: groups of people who watch clips of their own kind, and one pair that meets only after
// the split.

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seededRandom } from '@jhalak/kernel';

const GROUPS = 4;
export const PEOPLE_PER_GROUP = 7;
const CLIPS_PER_GROUP = 12;
/** Clips of a group that its people have not watched before the split. */
const LEFT_OUT = 3;
export const SPLIT_MS = Date.parse('2022-05-01T00:00:00+08:00');
/** Watched by everybody of group 0 on the test days, and by nobody before. */
export const FUTURE_CLIP = GROUPS * CLIPS_PER_GROUP;

export interface SyntheticFiles {
  folder: string;
  events: string;
  history: string;
  items: string;
}

/** Writes the three files. */
export async function writeSyntheticLog(): Promise<SyntheticFiles> {
  const folder = await mkdtemp(join(tmpdir(), 'jhalak-replay-'));
  const [events, history, items] = [
    join(folder, 'e.tsv'),
    join(folder, 'h.tsv'),
    join(folder, 'i.tsv'),
  ];
  await writeFile(items, itemLines().join('\n'));
  const told = people();
  await writeFile(
    history,
    ['user_id\thistory_len\tlast_time_ms\tw\tl\tg', ...told.map(historyLine)].join('\n'),
  );
  await writeFile(events, [EVENT_HEADER, ...eventLines(told)].join('\n'));
  return { folder, events, history, items };
}

const EVENT_HEADER =
  'user_id\tvideo_id\ttime_ms\tis_click\tis_like\tis_follow\tis_forward\tlong_view\tplay_time_ms\tduration_ms\tis_rand\ttab\tis_positive';

interface Told {
  user: number;
  before: number[];
  after: number[];
}

// Which clips stay unwatched before the split differs from person to person, so that each is somebody's answer.
function people(): Told[] {
  const random = seededRandom(5);
  return Array.from({ length: GROUPS * PEOPLE_PER_GROUP }, (_, user) => {
    const group = Math.floor(user / PEOPLE_PER_GROUP);
    const clips = Array.from(
      { length: CLIPS_PER_GROUP },
      (_unused, clip) => group * CLIPS_PER_GROUP + clip,
    )
      .map((clip) => [random.next(), clip] as const)
      .toSorted(([a], [b]) => a - b)
      .map(([, clip]) => clip);
    return { user, before: clips.slice(LEFT_OUT), after: clips.slice(0, LEFT_OUT) };
  });
}

function itemLines(): string[] {
  const lines = ['video_id\tauthor_id\tupload_dt\tvideo_duration\ttag\tmusic_id'];
  for (let clip = 0; clip <= FUTURE_CLIP; clip += 1)
    lines.push(`${clip}\t${clip}\t2022-04-09\t10000\t1\t1`);
  return lines;
}

function historyLine({ user, before }: Told): string {
  return [
    user,
    before.length,
    SPLIT_MS - 10 * 86_400_000,
    before.join(' '),
    '',
    before.join(' '),
  ].join('\t');
}

function eventLines(told: readonly Told[]): string[] {
  return told.flatMap(({ user, before, after }, place) => {
    const line = (clip: number, atMs: number): string =>
      [user, clip, atMs, 1, 0, 0, 0, 1, 10_000, 10_000, 0, 1, 1].join('\t');
    const afterMs = SPLIT_MS + place * 60_000;
    return [
      line(before[0] ?? 0, SPLIT_MS - 86_400_000 + place),
      ...after.map((clip, index) => line(clip, afterMs + index * 1_000)),
      ...(user < PEOPLE_PER_GROUP ? [line(FUTURE_CLIP, afterMs + 10_000)] : []),
    ];
  });
}
