// Beside the stage, where the window has room for it. Its code and words are not in the first load, which is a phone's.

import { useEffect, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { useLazy } from '../shell/use-lazy.ts';
import type { FeedClip } from './feed-store.ts';

export interface SidePanelProps {
  clip: FeedClip | undefined;
  onWhy: () => void;
  onHelp: () => void;
}

/** As in wide.css. */
const ROOM = '(min-width: 900px) and (min-height: 480px)';

export function SidePanel({ clip, ...rest }: SidePanelProps) {
  const { loadMoreMessages } = useApp();
  const [room, setRoom] = useState(false);
  useEffect(() => {
    const media = matchMedia(ROOM);
    const look = () => setRoom(media.matches);
    look();
    media.addEventListener('change', look);
    return () => media.removeEventListener('change', look);
  }, []);
  const load = async () => {
    const [{ SideWords }] = await Promise.all([import('./side-words.tsx'), loadMoreMessages()]);
    return SideWords;
  };
  // Without it the clip has its words all the same.
  const Words = useLazy(room ? load : null, () => undefined);
  return room && clip && Words ? <Words clip={clip} {...rest} /> : <aside class="side" />;
}
