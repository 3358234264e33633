// The notice as it is, or as it was last known on this device, and what its person chose.

import type {
  HandoverChoice,
  HandoverChoiceName,
  HandoverNotice,
} from '@jhalak/contracts/handover-notice';
import { useEffect, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

const STORE_KEY = 'jhalak.handoverNotice';

export interface KnownNotice {
  /** Undefined while it is asked for; null when nobody else is going to run this. */
  notice: HandoverNotice | null | undefined;
  own: HandoverChoice | null;
  /** It could not be asked for: the notice is what was known last, null where that is nothing. */
  failure: Failure | undefined;
  /** Asks again for what failed. */
  retry: () => void;
  choose: (choice: HandoverChoiceName) => Promise<void>;
}

export function useNotice(): KnownNotice {
  const app = useApp();
  const { api, viewer } = app;
  const [notice, setNotice] = useState<HandoverNotice | null | undefined>(undefined);
  const [own, setOwn] = useState<HandoverChoice | null>(null);
  const [failure, setFailure] = useState<Failure | undefined>(undefined);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    void api.get<{ notice: HandoverNotice | null }>('/v1/handover/notice').then((reply) => {
      setFailure(reply.kind === 'ok' ? undefined : reply);
      setNotice(reply.kind === 'ok' ? reply.value.notice : lastKnown());
      if (reply.kind === 'ok') keep(reply.value.notice);
    });
    // Depends on less than it reads: asked once, and whenever somebody tries again
  }, [tries]);
  const isSomebody = viewer !== null && viewer !== undefined;
  useEffect(() => {
    if (!isSomebody || notice === null || notice === undefined) return;
    void api.get<HandoverChoice>('/v1/me/handover-choice').then((reply) => {
      if (reply.kind === 'ok') setOwn(reply.value);
      else setFailure(reply);
    });
  }, [isSomebody, notice?.deal, tries]);
  async function choose(choice: HandoverChoiceName): Promise<void> {
    const before = own;
    setOwn({ ...before, choice, open: true });
    const reply = await api.send<HandoverChoice>('PUT', '/v1/me/handover-choice', { choice });
    setOwn(reply.kind === 'ok' ? reply.value : before);
    if (reply.kind !== 'ok') sayFailure(app, reply);
  }
  return { notice, own, failure, choose, retry: () => setTries((count) => count + 1) };
}

function keep(notice: HandoverNotice | null): void {
  try {
    if (notice === null) localStorage.removeItem(STORE_KEY);
    else localStorage.setItem(STORE_KEY, JSON.stringify(notice));
  } catch {
    // Without storage there is nothing to show offline.
  }
}

function lastKnown(): HandoverNotice | null {
  try {
    return JSON.parse(localStorage.getItem(STORE_KEY) ?? 'null') as HandoverNotice | null;
  } catch {
    return null;
  }
}
