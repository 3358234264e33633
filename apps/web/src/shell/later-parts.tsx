// What stands around every screen and can wait until the first clip has its bytes.

import { PhoneKeeper } from '../account/phone-keeper.tsx';
import { HandoverBanner } from '../handover/handover-banner.tsx';
import { ScreenClock } from '../screen-time/screen-clock.tsx';
import { useApp } from './app-context.ts';
import { useLazy } from './use-lazy.ts';

// Feeds fetch it from here: these parts are there soon anyway, and a file of its own costs the first load its name.
export { LateChip } from '../people/audience-chip.tsx';

const loadInbox = () => import('../inbox/inbox-live.ts').then((module) => module.InboxLive);
const loadNoticeAgain = () =>
  import('../notice/notice-again.tsx').then((module) => module.NoticeAgain);

export function LaterParts({ onTimeOver }: { onTimeOver: (over: boolean) => void }) {
  const { viewer } = useApp();
  const handle = viewer?.handle;
  const asksAgain = viewer?.noticeChanged === true;
  const NoticeAgain = useLazy(asksAgain ? loadNoticeAgain : null, () => undefined);
  const InboxLive = useLazy(handle === undefined ? null : loadInbox, () => undefined);
  return (
    <>
      <PhoneKeeper />
      <HandoverBanner />
      <ScreenClock onOver={onTimeOver} />
      {asksAgain && NoticeAgain !== null && <NoticeAgain />}
      {handle !== undefined && InboxLive !== null && <InboxLive key={handle} />}
    </>
  );
}
