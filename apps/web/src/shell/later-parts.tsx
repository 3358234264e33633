// What stands around every screen and can wait until the first clip has its bytes.

import { HandoverBanner } from '../handover/handover-banner.tsx';
import { useApp } from './app-context.ts';
import { useLazy } from './use-lazy.ts';

const loadInbox = () => import('../inbox/inbox-live.ts').then((module) => module.InboxLive);

export function LaterParts() {
  const { viewer } = useApp();
  const handle = viewer?.handle;
  const InboxLive = useLazy(handle === undefined ? null : loadInbox, () => undefined);
  return (
    <>
      <HandoverBanner />
      {handle !== undefined && InboxLive !== null && <InboxLive key={handle} />}
    </>
  );
}
