import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Video } from '@jhalak/contracts/videos';
import { Player, type PlayerClip } from './player.ts';

/** As much of a browser's element as the player asks of one. */
class FakeVideo {
  src = '';
  muted = false;
  hidden = false;
  paused = true;
  readyState = 0;
  currentTime = 0;
  duration = 5;
  readonly buffered = { length: 0, end: () => 0 };
  readonly style: Record<string, string> = {};
  readonly classList = { add: () => undefined, remove: () => undefined, toggle: () => undefined };
  readonly #listeners = new Map<string, () => void>();
  addEventListener(name: string, heard: () => void): void {
    this.#listeners.set(name, heard);
  }
  getAttribute(): string {
    return this.src;
  }
  removeAttribute(): void {
    this.src = '';
  }
  play(): Promise<void> {
    this.paused = false;
    this.tell('playing');
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
  load(): void {}
  remove(): void {}
  tell(name: string): void {
    this.#listeners.get(name)?.();
  }
}

function stage(): { player: Player; elements: FakeVideo[]; clips: PlayerClip[] } {
  const elements: FakeVideo[] = [];
  Object.assign(globalThis, {
    document: {
      createElement: () => {
        const element = new FakeVideo();
        elements.push(element);
        return element;
      },
    },
    requestAnimationFrame: () => 0,
    cancelAnimationFrame: () => undefined,
  });
  const rendition = { url: '/clip.mp4', widthPx: 360, heightPx: 640, bytes: 1_000 };
  const clips = ['a', 'b', 'c'].map((key) => ({
    key,
    video: { renditions: [rendition] } as unknown as Video,
  }));
  const player = new Player({
    layer: { append: () => undefined } as unknown as HTMLElement,
    pick: ([first]) => first,
    ahead: () => 1,
    book: () => undefined,
    onView: () => undefined,
    onTick: () => undefined,
    onPause: () => undefined,
    onGiveUp: () => undefined,
  });
  player.show(clips, 0, true);
  for (const element of elements) {
    element.readyState = 4;
    element.tell('canplay');
  }
  return { player, elements, clips };
}

const moving = (elements: readonly FakeVideo[]): number =>
  elements.filter(({ paused }) => !paused).length;

test('a clip that came into view under the finger stands still as well when the player is covered', () => {
  const { player, elements, clips } = stage();
  player.lead(1);
  assert.equal(moving(elements), 2, 'the next one moves before the finger leaves');
  player.pause();
  assert.equal(moving(elements), 0);
  // The stage may go on scrolling under what covers it.
  player.lead(1);
  assert.equal(moving(elements), 0);
  player.show(clips, 1, true);
  assert.equal(moving(elements), 1);
  player.destroy();
});
