import type { Pack } from '@jhalak/contracts/packs';
import type { PersonCard } from '@jhalak/contracts/social';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../../api/client.ts';
import { useApp } from '../../shell/app-context.ts';
import { sayFailure } from '../../shell/say-failure.ts';

interface FollowAll {
  /** Null while nothing is under way. */
  progress: { done: number; all: number } | null;
  follow: (people: readonly PersonCard[]) => Promise<void>;
}

/** How somebody stands to a person after they were followed. */
type Stood = Pick<PersonCard, 'handle' | 'followed' | 'requested'>;

/** Follows one after another, each by the rules of following; what went wrong ends it, and all of it can be undone. */
export function useFollowAll(pack: Pack, onChange: (pack: Pack) => void): FollowAll {
  const app = useApp();
  const { t, api } = app;
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
    app.feeds.delete('following:');
    if (!isGone.current) onChange({ ...latest.current, people });
  }

  const pathOf = (handle: string): string => `/v1/people/${encodeURIComponent(handle)}/follow`;

  async function undo(stood: readonly Stood[]): Promise<void> {
    const undone: Stood[] = [];
    for (const { handle } of stood) {
      const reply = await api.send('DELETE', pathOf(handle));
      if (reply.kind !== 'ok') {
        sayFailure(app, reply);
        break;
      }
      undone.push({ handle, followed: false, requested: false });
    }
    show(undone);
  }

  async function follow(people: readonly PersonCard[]): Promise<void> {
    if (!(await app.ensureViewer())) return;
    const stood: Stood[] = [];
    let failure: Failure | null = null;
    for (const { handle } of people) {
      if (isGone.current) break;
      setProgress({ done: stood.length, all: people.length });
      const reply = await api.send('PUT', pathOf(handle));
      // Somebody who has just gone, or asks for a name that one does not have, holds up nobody else.
      if (reply.kind === 'problem' && (reply.status === 404 || reply.status === 401)) continue;
      if (reply.kind !== 'ok') {
        failure = reply;
        break;
      }
      const waits = reply.status === 202;
      stood.push({ handle, followed: !waits, requested: waits });
    }
    setProgress(null);
    show(stood);
    if (failure !== null) sayFailure(app, failure);
    else if (stood.length > 0)
      app.say(t('packs.followed', { count: stood.length }), {
        label: t('common.undo'),
        run: () => void undo(stood),
      });
  }

  return { progress, follow };
}
