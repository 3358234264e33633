// Changes one screen for another: cross-fades where the browser can and the person likes motion, and between a poster and its clip's
// page the picture itself moves.

import { videoPath, type RouteMatch } from './routes.ts';

/** The clip's own page gives its picture this name in the style sheet. */
const NAME = 'clip';

/** @param change draws `to` in the next microtasks. */
export function transition(change: () => void, from: RouteMatch, to: RouteMatch): void {
  const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
  if (still || typeof document.startViewTransition !== 'function') {
    change();
    return;
  }
  const leaving = to.name === 'video' ? name(to) : undefined;
  let coming: HTMLElement | undefined;
  const { ready, finished } = document.startViewTransition(async () => {
    change();
    // Preact draws in the next microtasks; the browser takes its picture after this promise.
    await new Promise((done) => setTimeout(done, 0));
    if (leaving) leaving.style.viewTransitionName = '';
    if (from.name === 'video' && to.name !== 'video') coming = name(from);
  });
  // Another one began meanwhile, or the page was hidden: the change is made without its motion.
  ready.catch(() => undefined);
  void finished
    .catch(() => undefined)
    .then(() => {
      if (coming) coming.style.viewTransitionName = '';
    });
}

/** @returns the poster that leads to a clip, named; nothing where the screen has none. */
function name({ param }: RouteMatch): HTMLElement | undefined {
  const picture = document.querySelector<HTMLElement>(`a[href="${videoPath(param)}"] img`);
  if (picture === null) return undefined;
  picture.style.viewTransitionName = NAME;
  return picture;
}
