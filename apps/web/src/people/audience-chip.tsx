// The sign on a clip that is not for everybody, for those who are let in.

import type { ClipAudience } from '@jhalak/contracts/audience';
import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import './audience.css';

/** For whom a clip is, where it is not for everybody. */
export function AudienceChip({ audience }: { audience: ClipAudience | undefined }) {
  const { t } = useApp();
  if (audience === undefined || audience === 'everyone') return null;
  return (
    <span class={`chip audience-chip is-${audience}`}>
      <Icon name={audience === 'self' ? 'shield' : 'people'} />
      {t(`audience.${audience}`)}
    </span>
  );
}

/** The same in a feed, whose first load has no words for it. */
export function LateChip({ audience }: { audience: ClipAudience | undefined }) {
  const { loadMoreMessages } = useApp();
  const [isReady, setReady] = useState(false);
  useEffect(() => {
    loadMoreMessages().then(
      () => setReady(true),
      () => undefined,
    );
  }, [loadMoreMessages]);
  return isReady ? <AudienceChip audience={audience} /> : null;
}
