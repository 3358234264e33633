// Puts notices together into groups, in memory: however much happens to one thing within one window of the journal, one row
// is written. Pure: the same notices in the same order give the same groups, however they were cut into batches, and a
// notice that a group has seen changes nothing.

import { DAY_MS } from '@jhalak/kernel';
import {
  ACTORS_MAX,
  compare,
  NOBODY,
  type Group,
  type GroupKey,
  type PlacedNotice,
} from './types.ts';

export class Collapse {
  readonly #groups = new Map<string, Group>();
  /** Groups of one thing, for what is taken back on a later day. */
  readonly #days = new Map<string, Group[]>();
  readonly #changed = new Set<Group>();

  /** @param loaded every group that the notices can touch, as it is stored. */
  constructor(loaded: Iterable<Group>) {
    for (const group of loaded) this.#keep(group);
  }

  apply(notice: PlacedNotice): void {
    if (notice.undone === true) this.#takeBack(notice);
    else this.#add(notice);
  }

  /** @returns what has to be written. */
  changed(): Group[] {
    return [...this.#changed];
  }

  #keep(group: Group): Group {
    const id = keyOf(group);
    const known = this.#groups.get(id);
    if (known !== undefined) return known;
    this.#groups.set(id, group);
    const thing = thingOf(group);
    const days = this.#days.get(thing);
    if (days === undefined) this.#days.set(thing, [group]);
    else days.push(group);
    return group;
  }

  #add(notice: PlacedNotice): void {
    const key = groupOf(notice);
    const known = this.#groups.get(keyOf(key));
    if (known !== undefined && compare(notice.at, known.applied) <= 0) return;
    const group = known ?? this.#keep(emptyGroup(key, notice));
    const entry = { actor: notice.actor ?? NOBODY, ref: notice.ref ?? NOBODY };
    group.applied = notice.at;
    this.#changed.add(group);
    if (indexOf(group, entry.actor, entry.ref) >= 0) return;
    group.entries.push(entry);
    if (group.entries.length > ACTORS_MAX) {
      group.entries.shift();
      group.beyond += 1;
    }
    group.reason = notice.reason ?? group.reason;
    group.lastAtMs = notice.atMs;
    group.last = notice.at;
  }

  // Who is known by name leaves their own group; somebody who no longer fits leaves the newest that holds such people.
  #takeBack(notice: PlacedNotice): void {
    const actor = notice.actor ?? NOBODY;
    const groups = (this.#days.get(thingOf(notice)) ?? []).toSorted((a, b) => b.day - a.day);
    // Notices come in their order: a group that was changed later has seen this one's turn go by.
    if (groups.some(({ applied }) => compare(notice.at, applied) <= 0)) return;
    const own = groups.find((group) => indexOf(group, actor, notice.ref) >= 0);
    const group = own ?? groups.find(({ beyond }) => beyond > 0);
    if (group === undefined) return;
    if (own === undefined) group.beyond -= 1;
    else own.entries.splice(indexOf(own, actor, notice.ref), 1);
    group.applied = notice.at;
    this.#changed.add(group);
  }
}

/** @returns which group a notice goes into. Cost: none. */
export function groupOf(notice: PlacedNotice): GroupKey {
  const { personId, kind, itemId, atMs } = notice;
  return { personId, kind, itemId, day: Math.floor(atMs / DAY_MS) };
}

// With a `ref`, only that comment of theirs; without one, whatever they did.
function indexOf({ entries }: Group, actor: string, ref: string | undefined): number {
  return entries.findIndex((one) => one.actor === actor && (ref === undefined || one.ref === ref));
}

function emptyGroup(key: GroupKey, notice: PlacedNotice): Group {
  const { atMs, at } = notice;
  return {
    ...key,
    ...{ entries: [], beyond: 0, reason: null },
    ...{ firstAtMs: atMs, lastAtMs: atMs, last: at, applied: { window: -1, position: -1 } },
  };
}

const thingOf = ({ personId, kind, itemId }: Omit<GroupKey, 'day'>): string =>
  `${personId}/${kind}/${itemId}`;
const keyOf = (key: GroupKey): string => `${thingOf(key)}/${key.day}`;
