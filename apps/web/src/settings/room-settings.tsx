// How much room one's own clips take, and how much is left.

import type { StorageUse } from '@jhalak/contracts/videos';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Failure } from '../api/client.ts';
import { bytesText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { failureText } from '../shell/say-failure.ts';

/** Where a refused upload leads to: `/settings#room`. */
const ANCHOR = 'room';
/** From here on the bar warns: a few clips more. */
const NEARLY_FULL_SHARE = 0.9;

export function RoomSettings() {
  const app = useApp();
  const { t, viewer } = app;
  const { use, failure, look } = useRoom();
  const section = useRef<HTMLElement>(null);
  const hasAccount = viewer?.handle !== undefined;
  useEffect(() => {
    if (hasAccount && location.hash === `#${ANCHOR}`) section.current?.scrollIntoView();
  }, [hasAccount]);
  // Only who has an account uploads.
  if (!hasAccount) return null;
  return (
    <section id={ANCHOR} ref={section}>
      <h2>{t('room.title')}</h2>
      {use !== null && <RoomCard use={use} />}
      {use === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {use === null && failure !== null && (
        <>
          <p class="field-problem" role="alert">
            {failureText(app, failure)}
          </p>
          <button type="button" class="button" onClick={() => void look()}>
            {t('common.retry')}
          </button>
        </>
      )}
    </section>
  );
}

function RoomCard({ use }: { use: StorageUse }) {
  const { t } = useApp();
  const { limitBytes, usedBytes } = use;
  const share = Math.min(1, usedBytes / limitBytes);
  const said = t('room.used', {
    used: bytesText(usedBytes),
    limit: bytesText(limitBytes),
    left: bytesText(Math.max(0, limitBytes - usedBytes)),
  });
  const parts = [
    [t('room.clips'), use.clipsBytes],
    [t('room.originals'), use.originalsBytes],
    [t('room.waiting'), use.waitingBytes],
  ] as const;
  return (
    <div class={share >= NEARLY_FULL_SHARE ? 'archive room is-full' : 'archive room'}>
      <b>{said}</b>
      <div
        class="archive-line"
        role="meter"
        aria-label={t('room.title')}
        aria-valuemin={0}
        aria-valuemax={limitBytes}
        aria-valuenow={Math.min(usedBytes, limitBytes)}
        aria-valuetext={said}
      >
        <i style={{ transform: `scaleX(${share})` }} />
      </div>
      <dl>
        {parts.map(([name, bytes]) => (
          <RoomPart key={name} name={name} bytes={bytes} />
        ))}
      </dl>
    </div>
  );
}

function RoomPart({ name, bytes }: { name: string; bytes: number }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{bytesText(bytes)}</dd>
    </>
  );
}

function useRoom(): { use: StorageUse | null; failure: Failure | null; look: () => Promise<void> } {
  const { api, viewer } = useApp();
  const [use, setUse] = useState<StorageUse | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const hasAccount = viewer?.handle !== undefined;
  async function look(): Promise<void> {
    setFailure(null);
    const reply = await api.get<StorageUse>('/v1/me/storage');
    if (reply.kind === 'ok') setUse(reply.value);
    else setFailure(reply);
  }
  useEffect(() => {
    setUse(null);
    if (hasAccount) void look();
    // Depends on less than it reads: whose room it is says all
  }, [viewer?.id, hasAccount]);
  return { use, failure, look };
}
