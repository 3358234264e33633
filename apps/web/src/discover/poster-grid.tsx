// Clips as pictures, in as many columns as fit. The one that is opened grows into the player, and shrinks back.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Video } from '@jhalak/contracts/videos';
import { feedStoreOf } from '../feed/feed-stores.ts';
import { ClipTile } from '../person/clip-grid.tsx';
import { useApp } from '../shell/app-context.ts';
import '../person/person.css';

/** Which clip was opened last: its picture is the one that the player shrinks back to. */
let opened = '';

interface PosterProps {
  video: Video;
  /** Below its name, in the words of the list. */
  children?: ComponentChildren;
}

/** One clip of a list, as an item of it. */
export function Poster({ video, children }: PosterProps) {
  const app = useApp();
  const item = useRef<HTMLLIElement>(null);
  const grow = (): void => {
    const picture = item.current?.querySelector('img');
    if (picture) picture.style.viewTransitionName = 'clip';
  };
  useEffect(() => {
    if (opened === video.id) grow();
    // Depends on less than it reads: when it is drawn
  }, []);
  function open(): void {
    for (const other of document.querySelectorAll<HTMLElement>('.poster-grid img'))
      other.style.viewTransitionName = '';
    opened = video.id;
    grow();
    // The player need not ask for what stands here.
    feedStoreOf({ ...app, route: { name: 'video', param: video.id } }, video);
  }
  return (
    <li ref={item} onClickCapture={open}>
      <ClipTile video={video} />
      {children}
    </li>
  );
}

export function PosterGrid({ videos }: { videos: readonly Video[] }) {
  return (
    <ul class="clip-grid poster-grid">
      {videos.map((video) => (
        <Poster key={video.id} video={video} />
      ))}
    </ul>
  );
}

/** Rows of pictures before they are there. */
export function PosterBones({ count = 9 }: { count?: number }) {
  const { t } = useApp();
  return (
    <div class="clip-grid" role="status" aria-label={t('common.loading')}>
      {Array.from({ length: count }, (_unused, at) => (
        <div key={at} class="bone poster-bone" />
      ))}
    </div>
  );
}
