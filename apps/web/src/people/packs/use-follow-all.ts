import type { Pack } from '@jhalak/contracts/packs';
import type { PersonCard } from '@jhalak/contracts/social';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../../shell/app-context.ts';
import { followEach, type Stood } from './follow-each.ts';

interface FollowAll {
  /** Null while nothing is under way. */
  progress: { done: number; all: number } | null;
  follow: (people: readonly PersonCard[]) => Promise<void>;
}

/** Follows those of a pack; a page that is left ends it. */
export function useFollowAll(pack: Pack, onChange: (pack: Pack) => void): FollowAll {
  const app = useApp();
  const [progress, setProgress] = useState<FollowAll['progress']>(null);
  const latest = useRef(pack);
  latest.current = pack;
  const isGone = useRef(false);
  useEffect(
    () => () => {
      isGone.current = true;
    },
    [],
  );

  function show(stood: readonly Stood[]): void {
    const byHandle = new Map(stood.map((one) => [one.handle, one]));
    const people = latest.current.people.map((one) => ({ ...one, ...byHandle.get(one.handle) }));
    if (!isGone.current) onChange({ ...latest.current, people });
  }

  async function follow(people: readonly PersonCard[]): Promise<void> {
    await followEach(
      app,
      people.map(({ handle }) => handle),
      {
        step: (done) => {
          setProgress({ done, all: people.length });
          return !isGone.current;
        },
        show,
      },
    );
    setProgress(null);
  }

  return { progress, follow };
}
