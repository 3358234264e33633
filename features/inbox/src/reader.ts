// What the routes and the streams show: pages, how many are unread, whether it is quiet.

import type { Caller } from '@jhalak/contracts';
import {
  INBOX_RULES,
  INBOX_UNREAD_MAX,
  type InboxAbout,
  type InboxGroup,
  type InboxKind,
  type InboxNews,
  type InboxPage,
} from '@jhalak/contracts/inbox';
import type { Clock } from '@jhalak/kernel';
import { countShown, groupId, type InboxPresenter } from './present.ts';
import { quietOf, silenceOf } from './settings.ts';
import type { InboxPerson, InboxStore } from './store.ts';
import type { Position, ReadGroup } from './types.ts';

/** A page looks through this many times its length for groups that can be shown; what hides more ends it early. */
const ROUNDS_MAX = 4;
const NEWEST: Position = { window: Number.MAX_SAFE_INTEGER, position: Number.MAX_SAFE_INTEGER };

export interface ReaderDeps {
  store: InboxStore;
  presenter: InboxPresenter;
  clock: Clock;
}

type Dot = Pick<InboxPage, 'unread' | 'silent' | 'silentChangesAtMs' | 'upTo'>;

export class InboxReader {
  readonly #deps: ReaderDeps;

  constructor(deps: ReaderDeps) {
    this.#deps = deps;
  }

  /** A page of groups that can be shown, the newest first. Cost: some four queries. */
  async page(
    caller: Caller,
    asked: {
      before: Position | undefined;
      about: InboxAbout | undefined;
      limit: number;
      zone: string;
    },
  ): Promise<InboxPage> {
    const { store, presenter } = this.#deps;
    const person = await store.person(caller.personId);
    const kinds = kindsAbout(asked.about);
    const items: InboxGroup[] = [];
    let before: Position | undefined = asked.before ?? NEWEST;
    for (let round = 0; round < ROUNDS_MAX && before !== undefined; round += 1) {
      const wanted = asked.limit - items.length;
      if (wanted <= 0) break;
      const groups: ReadGroup[] = await store.page(caller.personId, before, kinds, wanted);
      const shown = await presenter.present(caller, person, groups);
      items.push(...shown.filter((group) => group !== undefined));
      before = groups.length < wanted ? undefined : groups.at(-1)?.last;
    }
    const next = before === undefined ? null : placeText(before);
    return { items, next, ...(await this.#dot(caller, person, asked.zone)) };
  }

  /** What a stream tells. @param groups that changed; undefined: too many to tell. */
  async news(
    caller: Caller,
    zone: string,
    groups: readonly ReadGroup[] | undefined,
  ): Promise<InboxNews> {
    const { store, presenter } = this.#deps;
    const person = await store.person(caller.personId);
    const latest = (groups ?? []).toReversed();
    const shown = await presenter.present(caller, person, latest);
    return {
      items: shown.filter((group) => group !== undefined),
      gone: latest.filter((_group, index) => shown[index] === undefined).map(groupId),
      reload: groups === undefined,
      ...(await this.#dot(caller, person, zone)),
    };
  }

  /** How many groups are unread and can be shown. */
  async unread(caller: Caller, person: InboxPerson): Promise<number> {
    const { store, presenter } = this.#deps;
    const groups = await store.unread(caller.personId, person.read, INBOX_UNREAD_MAX);
    return countShown(await presenter.present(caller, person, groups));
  }

  async #dot(caller: Caller, person: InboxPerson, zone: string): Promise<Dot> {
    const quiet = quietOf(person.quiet, caller.ageBand);
    return {
      upTo: placeText(await this.#deps.store.newest(caller.personId)),
      unread: await this.unread(caller, person),
      ...silenceOf(quiet, zone, this.#deps.clock.nowMs()),
    };
  }
}

function kindsAbout(about: InboxAbout | undefined): InboxKind[] {
  const kinds = Object.keys(INBOX_RULES) as InboxKind[];
  return about === undefined ? kinds : kinds.filter((kind) => INBOX_RULES[kind].about === about);
}

/** @returns a place as it travels: a cursor, an event's id. Cost: none. */
export function placeText({ window, position }: Position): string {
  return `${window}.${position}`;
}

/** @returns undefined for anything that is no place of ours. Cost: none. */
export function readPlace(text: string | undefined): Position | undefined {
  const [, window, position] = /^(\d{1,16})\.(\d{1,16})$/u.exec(text ?? '') ?? [];
  return window === undefined || position === undefined
    ? undefined
    : { window: Number(window), position: Number(position) };
}
