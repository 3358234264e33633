// Opens the feed's sheets. Their code arrives with the first one that is opened.

import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { useLazy } from '../shell/use-lazy.ts';
import type { AdSheet, FeedClip, FeedStore } from './feed-store.ts';
import type { ClipActions } from './use-clip-actions.ts';

export type OpenSheet =
  | { kind: 'why'; clip: FeedClip }
  | { kind: 'more'; clip: FeedClip }
  | { kind: 'report'; clip: FeedClip }
  | { kind: 'comments'; clip: FeedClip }
  | { kind: 'share' | 'folder'; video: Video }
  | AdSheet
  | { kind: 'help' }
  | { kind: 'sign-in' };

export interface SheetHostProps {
  sheet: OpenSheet | null;
  store: FeedStore;
  actions: ClipActions;
  open: (sheet: OpenSheet | null) => void;
  onClose: () => void;
}

export function SheetHost(props: SheetHostProps) {
  const { say, t, loadMoreMessages } = useApp();
  const load = async () => {
    const [{ FeedSheets }] = await Promise.all([import('./sheets.tsx'), loadMoreMessages()]);
    return FeedSheets;
  };
  const Sheets = useLazy(props.sheet === null ? null : load, () => {
    say(t('error.offline'));
    props.onClose();
  });
  return props.sheet === null || Sheets === null ? null : <Sheets {...props} sheet={props.sheet} />;
}
