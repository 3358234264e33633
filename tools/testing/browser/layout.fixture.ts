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

/** A letter may lie this much over the edge that cuts it: sides of round letters do. */
const CUT_FROM_PX = 3;

/**
 * What letters show that boxes do not: a name whose `@` stands behind it, as a line of the other direction turns it; a word cut
 * by the side of a box without a sign that there is more; words that other words or signs lie upon.
 *
 * @returns a line a fault. Cost: tens of milliseconds.
 */
export async function misdrawn(page: Page): Promise<string[]> {
  return await page.evaluate(
    ({ cutFromPx, namedMax }) => {
      const top = document.querySelector<HTMLElement>('dialog[open]') ?? document.body;
      const words: { text: string; parent: HTMLElement; node: Text; rects: DOMRect[] }[] = [];
      const walker = document.createTreeWalker(top, NodeFilter.SHOW_TEXT);
      const range = document.createRange();
      while (walker.nextNode()) {
        const node = walker.currentNode as Text;
        const parent = node.parentElement;
        if (parent === null || node.data.trim() === '') continue;
        if (parent.closest('.hidden, .skip, .draws-aside, .heard, select, [aria-hidden=true]'))
          continue;
        if (!parent.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
        // Only for those who are read to.
        if (getComputedStyle(parent).clipPath.startsWith('inset(50%')) continue;
        range.selectNodeContents(node);
        const rects = [...range.getClientRects()].filter(
          ({ width, height, bottom, top: above }) =>
            width > 2 && height > 2 && bottom > 0 && above < innerHeight,
        );
        if (rects.length > 0) words.push({ text: node.data.trim(), parent, node, rects });
      }
      const turned = words.filter(({ node }) => {
        const at = node.data.search(/@[a-z]/u);
        if (at < 0) return false;
        const [sign, first] = [at, at + 1].map((offset) => {
          range.setStart(node, offset);
          range.setEnd(node, offset + 1);
          return range.getBoundingClientRect();
        });
        return sign !== undefined && first !== undefined && sign.left > first.left;
      });
      const cut = words.filter(({ parent, rects }) => {
        for (let box: HTMLElement | null = parent; box !== null; box = box.parentElement) {
          const style = getComputedStyle(box);
          if (style.position === 'fixed') return false;
          if (style.overflowX === 'visible') continue;
          if (style.overflowX !== 'hidden' && style.overflowX !== 'clip') return false;
          if (style.textOverflow === 'ellipsis' || style.webkitLineClamp !== 'none') return false;
          if (style.clipPath !== 'none' || style.maskImage !== 'none') return false;
          const { left, right } = box.getBoundingClientRect();
          const margin = Number.parseFloat(style.getPropertyValue('overflow-clip-margin')) || 0;
          const far = cutFromPx + margin;
          if (rects.some((one) => one.left < left - far || one.right > right + far)) return true;
        }
        return false;
      });
      const covered = words.filter(({ parent, rects }) =>
        rects.some(({ left, top: above, width, height }) => {
          const [x, y] = [left + width / 2, above + height / 2];
          // What is scrolled away is seen in time.
          for (let box: Element | null = parent; box !== null; box = box.parentElement) {
            if (getComputedStyle(box).overflowY === 'visible') continue;
            const edge = box.getBoundingClientRect();
            if (y < edge.top || y > edge.bottom || x < edge.left || x > edge.right) return false;
          }
          const hit = document.elementFromPoint(x, y);
          if (hit === null || hit.contains(parent) || parent.contains(hit)) return false;
          if (hit.closest('label, a, button')?.contains(parent) === true) return false;
          // So is what lies under something that stays.
          for (let box: Element | null = hit; box !== null; box = box.parentElement)
            if (/sticky|fixed/u.test(getComputedStyle(box).position)) return false;
          const style = getComputedStyle(hit);
          const draws = hit.matches('svg, svg *, img, video') || (hit as HTMLElement).innerText;
          return Boolean(draws) && style.opacity !== '0';
        }),
      );
      return (
        [
          ['turned around', turned],
          ['cut', cut],
          ['covered', covered],
        ] as const
      ).flatMap(([fault, found]) =>
        found
          .slice(0, namedMax)
          .map(
            ({ text, parent }) =>
              `${fault}: “${text.slice(0, 40)}” in <${parent.localName} class="${parent.className}">`,
          ),
      );
    },
    { cutFromPx: CUT_FROM_PX, namedMax: NAMED_MAX },
  );
}
