// What the first run fetches while its first step is answered: one file, because a newcomer's first load has no room.

import { FirstPacks, type FirstPacksProps } from '../people/packs/first-packs.tsx';
import { ConsentNotice, type NoticeShown } from './consent-notice.tsx';

/** Packs to follow, or what learning means. */
export function LaterStep(
  props: FirstPacksProps | { onShown: (notice: NoticeShown | undefined) => void },
) {
  return 'onShown' in props ? <ConsentNotice {...props} /> : <FirstPacks {...props} />;
}
