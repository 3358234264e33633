// The moving preview of a tile: while a mouse rests on it or a thumb holds it. Never where little data or little motion is wanted.

import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { lineOf } from '../feed/connection.ts';
import './looks.css';

/** A mouse on its way over a grid starts nothing. */
const REST_MS = 250;

/** @returns what the tile hands its link: where the moving picture is put, over the poster. */
export function usePreview(preview: string | undefined): RefObject<HTMLSpanElement | null> {
  const { preferences } = useApp();
  const place = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const tile = place.current?.parentElement;
    if (!tile || preview === undefined) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const end = (): void => {
      clearTimeout(timer);
      place.current?.replaceChildren();
    };
    const begin = (): void => {
      end();
      const { dataSaver, dayMegabytes } = preferences.get();
      // Who counts their data has not asked for this.
      if (dayMegabytes !== null || isUnwanted(dataSaver)) return;
      timer = setTimeout(() => place.current?.replaceChildren(movingPicture(preview)), REST_MS);
    };
    tile.addEventListener('pointerenter', begin);
    const ends = ['pointerleave', 'pointercancel', 'pointerup', 'click'] as const;
    for (const name of ends) tile.addEventListener(name, end);
    return () => {
      end();
      tile.removeEventListener('pointerenter', begin);
      for (const name of ends) tile.removeEventListener(name, end);
    };
  }, [preview, preferences]);
  return place;
}

function isUnwanted(dataSaver: boolean): boolean {
  const { saveData, slow } = lineOf(dataSaver);
  return saveData || slow || matchMedia('(prefers-reduced-motion: reduce)').matches;
}

function movingPicture(address: string): HTMLVideoElement {
  const video = document.createElement('video');
  video.muted = true;
  video.loop = true;
  video.playsInline = true;
  video.autoplay = true;
  video.tabIndex = -1;
  video.src = address;
  return video;
}
