// The sheet of comments over the feed. Its frame is there at once; the list and where one writes arrive behind it.

import type { Video } from '@jhalak/contracts/videos';
import { useApp } from '../shell/app-context.ts';
import { Sheet } from '../shell/sheet.tsx';
import { useLazy } from '../shell/use-lazy.ts';

const load = () => import('./comments-body.tsx').then((module) => module.CommentsBody);

interface CommentsSheetProps {
  video: Video;
  /** Told by how much the clip has more comments, or fewer. */
  onCount: (by: number) => void;
  onClose: () => void;
}

export function CommentsSheet({ video, onCount, onClose }: CommentsSheetProps) {
  const { say, t } = useApp();
  const Body = useLazy(load, () => {
    say(t('error.offline'));
    onClose();
  });
  // Only the clip that the address names has a comment that it names.
  const here = location.pathname.endsWith(`/${video.id}`);
  const linked = here ? new URLSearchParams(location.search).get('comment') : null;
  return (
    <Sheet title={t('comments.title')} onClose={onClose}>
      {Body !== null && <Body video={video} linked={linked} onCount={onCount} />}
    </Sheet>
  );
}
