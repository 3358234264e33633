import { useEffect, useState } from 'preact/hooks';
import type { PersonCard, PersonList } from '@jhalak/contracts/social';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

export interface People {
  /** Null until there is an answer. */
  items: readonly PersonCard[] | null;
  failure: Failure | null;
  /** Null when there are no more. */
  more: (() => void) | null;
  change: (handle: string, change: Partial<PersonCard>) => void;
  drop: (handle: string) => void;
  /** Puts somebody back in front. */
  putBack: (person: PersonCard) => void;
  again: () => void;
}

/** A list of people, a page at a time. */
export function usePeople(path: string): People {
  const app = useApp();
  const [list, setList] = useState<PersonList | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);

  async function load(cursor: string | null): Promise<void> {
    setFailure(null);
    const more = cursor === null ? '' : `?cursor=${encodeURIComponent(cursor)}`;
    const reply = await app.api.get<PersonList>(path + more);
    if (reply.kind === 'ok') {
      const { items, next } = reply.value;
      setList((before) => ({
        items: [...(cursor === null ? [] : (before?.items ?? [])), ...items],
        next,
      }));
    } else if (cursor === null) setFailure(reply);
    else sayFailure(app, reply);
  }
  // Depends on less than it reads: once a list
  useEffect(() => void load(null), [path]);

  const edit = (change: (items: PersonCard[]) => PersonCard[]) =>
    setList((before) => before && { ...before, items: change(before.items) });
  const next = list?.next ?? null;
  return {
    items: list?.items ?? null,
    failure,
    more: next === null ? null : () => void load(next),
    change: (handle, change) =>
      edit((items) => items.map((one) => (one.handle === handle ? { ...one, ...change } : one))),
    drop: (handle) => edit((items) => items.filter((one) => one.handle !== handle)),
    putBack: (person) => edit((items) => [person, ...items]),
    again: () => void load(null),
  };
}
