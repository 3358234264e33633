/// <reference lib="dom" />
// What letters really cover: a page is drawn with some texts and without them, and the pixels that differ are where their ink
// is. The layout's own boxes do not say it: marks that pile up on a letter reach far out of its line.

import type { Page } from 'playwright-core';

/** A pixel counts from this difference of a channel on (0 to 255); less is how an edge is smoothed. */
const SEEN_FROM = 24;
/** Of its letters' size: as far as the style sheet lets ink out of a text's box, and how its edge is smoothed. */
const INK_OUT = 0.45;
/** Places told of one page. */
const TOLD_MAX = 5;
export const NOTHING_DRAWN = 'nothing was drawn at all';

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/**
 * @param selector the texts; each may draw in its own box only.
 * @returns a line for each place outside all of these boxes on which one of them draws.
 */
export async function inkOutside(page: Page, selector: string): Promise<string[]> {
  const boxes = await page.locator(selector).evaluateAll(
    (elements, share) =>
      elements.map((element): Box => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        const out = Number.parseFloat(getComputedStyle(element).fontSize) * share + 1;
        return { left: left - out, top: top - out, right: right + out, bottom: bottom + out };
      }),
    INK_OUT,
  );
  const shown = await page.screenshot({ animations: 'disabled' });
  await setVisibility(page, selector, 'hidden');
  const hidden = await page.screenshot({ animations: 'disabled' });
  await setVisibility(page, selector, '');
  // The page's own policy refuses pictures from elsewhere; this one has none.
  const table = await page.context().newPage();
  try {
    return await table.evaluate(compare, {
      pictures: [shown, hidden].map((one) => `data:image/png;base64,${one.toString('base64')}`),
      ...{ boxes, seenFrom: SEEN_FROM, toldMax: TOLD_MAX, nothing: NOTHING_DRAWN },
    });
  } finally {
    await table.close();
  }
}

async function setVisibility(page: Page, selector: string, value: string): Promise<void> {
  await page.locator(selector).evaluateAll((elements, visibility) => {
    for (const element of elements) (element as HTMLElement).style.visibility = visibility;
  }, value);
}

interface Compared {
  pictures: readonly string[];
  boxes: readonly Box[];
  seenFrom: number;
  toldMax: number;
  nothing: string;
}

/** In the page. */
async function compare(given: Compared): Promise<string[]> {
  const { pictures, boxes, seenFrom, toldMax, nothing } = given;
  const drawn = await Promise.all(
    pictures.map(async (url) => {
      const image = new Image();
      image.src = url;
      await image.decode();
      const { width, height } = image;
      const canvas = new OffscreenCanvas(width, height);
      const context = canvas.getContext('2d');
      if (context === null) throw new Error('no canvas');
      context.drawImage(image, 0, 0);
      return context.getImageData(0, 0, width, height);
    }),
  );
  const [one, other] = drawn;
  if (one === undefined || other === undefined) throw new Error('two pictures');
  const { width, height } = one;
  const rows = new Map<number, [number, number]>();
  let inside = 0;
  for (let y = 0; y < height; y += 1) {
    const near = boxes.filter(({ top, bottom }) => y >= top && y < bottom);
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const differs = [0, 1, 2].some(
        (channel) =>
          Math.abs((one.data[at + channel] ?? 0) - (other.data[at + channel] ?? 0)) >= seenFrom,
      );
      if (!differs) continue;
      if (near.some(({ left, right }) => x >= left && x < right)) {
        inside += 1;
        continue;
      }
      const [from, to] = rows.get(y) ?? [x, x];
      rows.set(y, [Math.min(from, x), Math.max(to, x)]);
    }
  }
  if (inside === 0) return [nothing];
  return [...rows].slice(0, toldMax).map(([y, [from, to]]) => `line ${y}, ${from} to ${to}`);
}

/**
 * Whether texts of strangers stand by themselves: their letters decide their own direction alone, and nothing of their line sticks
 * out of their box.
 *
 * @param expected what must be there, each at least once; a handle's `@` may stand before it.
 * @returns a line for each fault.
 */
export async function textFaults(
  page: Page,
  selector: string,
  expected: readonly string[],
): Promise<string[]> {
  const found = await page.locator(selector).evaluateAll((elements) =>
    elements.map((element) => {
      const style = getComputedStyle(element);
      const box = element.getBoundingClientRect();
      const range = document.createRange();
      range.selectNodeContents(element);
      const lines = [...range.getClientRects()];
      return {
        text: element.textContent,
        isolated: ['isolate', 'plaintext', 'isolate-override'].includes(style.unicodeBidi),
        own:
          element.getAttribute('dir') === 'auto' ||
          element.localName === 'bdi' ||
          style.unicodeBidi === 'plaintext',
        out: lines.some(({ left, right }) => left < box.left - 1 || right > box.right + 1),
        off: box.left < -1 || box.right > innerWidth + 1,
      };
    }),
  );
  const texts = new Set(found.map(({ text }) => text));
  return [
    ...expected
      .filter((text) => !texts.has(text))
      .map((text) => `${selector}: not there: ${JSON.stringify(text)}`),
    ...found.flatMap(({ text, isolated, own, out, off }) => {
      const what = `${selector} ${JSON.stringify(text)}`;
      return [
        ...(isolated && own ? [] : [`${what}: its direction is not its own`]),
        ...(out ? [`${what}: runs out of its box`] : []),
        ...(off ? [`${what}: runs out of the window`] : []),
      ];
    }),
  ];
}
