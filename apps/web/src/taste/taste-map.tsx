// What the feed believes, as circles: the larger, the more it counts. A filled one is liked, a hollow one is not. They are
// buttons in order of size, so that they can be walked with keys and listened to; a list of the same is one press away.

import type { TasteBelief, TasteChoice } from '@jhalak/contracts/taste';
import type { Video } from '@jhalak/contracts/videos';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { KindSign, nameOf, tintOf } from './belief-name.tsx';
import { packCircles } from './pack-circles.ts';

interface MapProps {
  beliefs: readonly TasteBelief[];
  choices: readonly TasteChoice[];
  clips: ReadonlyMap<string, Video>;
  onOpen: (belief: TasteBelief) => void;
}

/** More would be dust; the list has all. */
const CIRCLES_MAX = 22;
const RADIUS_MIN_PX = 27;
/** Of the widest window; a phone's largest circle takes a third of its width. */
const RADIUS_MAX_PX = 84;
const PART_OF_WIDTH = 0.19;
/** Indic letters need as much. */
const FONT_MIN_PX = 14;
const FONT_MAX_PX = 20;
/** A language is its name: it needs the room. */
const NAMED_MIN_PX = 38;
/** Below it a circle holds a sign only. */
const NAMED_FROM_PX = 33;

export function TasteMap({ beliefs, choices, clips, onOpen }: MapProps) {
  const { t } = useApp();
  const frame = useRef<HTMLUListElement>(null);
  const [widthPx, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (element === null) return;
    const measure = () => setWidth(element.clientWidth);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  const shown = beliefs.slice(0, CIRCLES_MAX);
  const radii = radiiOf(shown, widthPx);
  const { circles, heightPx } = packCircles(radii, widthPx);
  return (
    <ul class="taste-map" ref={frame} style={{ blockSize: `${heightPx}px` }}>
      {widthPx > 0 &&
        shown.map((belief, place) => {
          const circle = circles[place];
          if (circle === undefined) return null;
          const { x, y, radius } = circle;
          const poster = clips.get(belief.taughtBy[0] ?? '')?.poster;
          const isAsked = choices.some(
            ({ of, value }) => of === belief.of && value === belief.value,
          );
          return (
            <li
              key={`${belief.of} ${belief.value}`}
              class={`${tintOf(belief)} sway-${place % 4}`}
              style={{
                inlineSize: `${radius * 2}px`,
                blockSize: `${radius * 2}px`,
                transform: `translate(${x - radius}px, ${y - radius}px)`,
                fontSize: `${Math.max(FONT_MIN_PX, Math.min(FONT_MAX_PX, radius * 0.22))}px`,
              }}
            >
              <button
                type="button"
                class={belief.strength < 0 ? 'belief is-against' : 'belief'}
                aria-haspopup="dialog"
                onClick={() => onOpen(belief)}
              >
                {poster !== undefined && belief.strength > 0 && belief.of !== 'language' && (
                  <img src={poster} alt="" loading="lazy" decoding="async" />
                )}
                {belief.of !== 'language' && <KindSign of={belief.of} value={belief.value} />}
                <span
                  class={radius >= NAMED_FROM_PX || belief.of === 'language' ? 'name' : 'hidden'}
                  lang={belief.of === 'language' ? belief.value : undefined}
                >
                  {nameOf(t, belief.of, belief.value)}
                </span>
                <span class="hidden">{kindText(t, belief)}</span>
                {isAsked && <i class="belief-asked" />}
              </button>
            </li>
          );
        })}
    </ul>
  );
}

/** The same as rows. */
export function TasteList({ beliefs, onOpen }: Pick<MapProps, 'beliefs' | 'onOpen'>) {
  const { t } = useApp();
  const most = Math.max(...beliefs.map(({ strength }) => Math.abs(strength)), 0.01);
  return (
    <ul class="taste-list">
      {beliefs.map((belief) => (
        <li key={`${belief.of} ${belief.value}`} class={tintOf(belief)}>
          <button type="button" aria-haspopup="dialog" onClick={() => onOpen(belief)}>
            <b>{nameOf(t, belief.of, belief.value)}</b>
            <small>{kindText(t, belief)}</small>
            <span class={belief.strength < 0 ? 'taste-bar is-against' : 'taste-bar'}>
              <i style={{ inlineSize: `${(Math.abs(belief.strength) / most) * 100}%` }} />
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

type T = ReturnType<typeof useApp>['t'];

/** @returns what it is and how much it counts, in words. */
export function kindText(t: T, { of, strength }: TasteBelief): string {
  const level = levelOf(strength);
  return `${t(`taste.kind_${of}`)} · ${t(`taste.counts_${level}`)}`;
}

/** Full attention to three clips is half of what a leaning can be. */
const STRONG = 0.4;
const SOME = 0.15;

function levelOf(strength: number): 'strong' | 'some' | 'little' | 'against' {
  if (strength < 0) return 'against';
  if (strength >= STRONG) return 'strong';
  return strength >= SOME ? 'some' : 'little';
}

function radiiOf(beliefs: readonly TasteBelief[], widthPx: number): number[] {
  const most = Math.max(...beliefs.map(({ strength }) => Math.abs(strength)), 0.01);
  const largest = Math.min(RADIUS_MAX_PX, Math.max(RADIUS_MIN_PX, widthPx * PART_OF_WIDTH));
  // Areas, not widths, are what the eye compares.
  return beliefs.map(({ of, strength }) =>
    Math.max(
      of === 'language' ? NAMED_MIN_PX : RADIUS_MIN_PX,
      largest * Math.sqrt(Math.abs(strength) / most),
    ),
  );
}
