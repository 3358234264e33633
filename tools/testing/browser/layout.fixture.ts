/// <reference lib="dom" />
// Whether a screen keeps inside its window: words of Indic scripts are long, and a phone is 360 pixels wide.

import type { Page } from 'playwright-core';

/** Named at most; one fault often shows in all that lies inside. */
const NAMED_MAX = 6;

/** @returns a line for each thing on screen that is cut off by the window's sides. */
export async function sticksOut(page: Page): Promise<string[]> {
  return await page.evaluate((namedMax) => {
    // What lies in a line that is drawn aside, or runs past, is seen in time.
    const inside = document.querySelectorAll<HTMLElement>(
      'body *:not(.hidden, .hidden *, .skip, .draws-aside *, .heard *)',
    );
    return [...inside]
      .filter((element) => {
        const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
        const seen = width > 0 && height > 0 && bottom > 0 && top < innerHeight;
        return seen && element.checkVisibility() && (right > innerWidth + 1 || left < -1);
      })
      .slice(0, namedMax)
      .map((element) => {
        const { left, right } = element.getBoundingClientRect();
        const words = element.innerText?.slice(0, 30) ?? '';
        return `<${element.localName} class="${element.className}"> “${words}” lies at ${Math.round(left)} to ${Math.round(right)}`;
      });
  }, NAMED_MAX);
}
