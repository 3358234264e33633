// Makes a page keep to a caller's data budget: each clip with the encodings that fit, and how many may be prepared.

import { clipsToPrepare, fittingEncodings } from '@jhalak/contracts/data-budget';
import type { Video } from '@jhalak/contracts/videos';

export class PageBudget {
  readonly #leftBytes: number;
  readonly #clipBytes: number[] = [];

  /** @param leftBytes what is left of the caller's day; 0 or more. */
  constructor(leftBytes: number) {
    this.#leftBytes = leftBytes;
  }

  /** @returns the clip's JSON with what fits of its encodings. Cost: some 20 µs; only pages of budgets pay it. */
  fit(text: string): string {
    const video = JSON.parse(text) as Video;
    const renditions = fittingEncodings(video.renditions, this.#leftBytes);
    this.#clipBytes.push(renditions[0]?.bytes ?? 0);
    return JSON.stringify({ ...video, renditions });
  }

  /** A page's further field as JSON, with its comma. */
  get text(): string {
    return `,"ahead":${clipsToPrepare(this.#clipBytes, this.#leftBytes)}`;
  }
}
