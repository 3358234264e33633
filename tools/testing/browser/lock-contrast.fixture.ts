/// <reference lib="dom" />
// Whether words over a picture can be read: axe cannot tell, so the picture behind them is measured as it is drawn.

import type { Page } from 'playwright-core';

interface WordBox {
  /** The beginning of the words. */
  words: string;
  /** Relative luminance of their colour. */
  luminance: number;
  /** WCAG's large text needs 3:1, other text 4.5:1. */
  least: number;
  rects: { x: number; y: number; width: number; height: number }[];
}

/** The bold letters of 18.66 px, and any of 24 px, are large. */
const LARGE_PX = 24;

/**
 * @param selector the elements whose words are looked at.
 * @returns one line for each that is not told well enough from the lightest spot behind it. The words are hidden meanwhile.
 */
export async function hardToRead(page: Page, selector: string): Promise<string[]> {
  const boxes = await page.evaluate(hideWords, { selector, largePx: LARGE_PX });
  const shot = await page.screenshot({ animations: 'disabled', scale: 'css' });
  await page.evaluate((what) => {
    for (const element of document.querySelectorAll<HTMLElement>(what)) element.style.color = '';
  }, selector);
  const blank = await page.context().newPage();
  try {
    const address = `data:image/png;base64,${shot.toString('base64')}`;
    return await blank.evaluate(measure, { address, boxes });
  } finally {
    await blank.close();
  }
}

function hideWords({ selector, largePx }: { selector: string; largePx: number }): WordBox[] {
  const part = (value: number): number =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return [...document.querySelectorAll<HTMLElement>(selector)].map((element) => {
    const style = getComputedStyle(element);
    const [red = 0, green = 0, blue = 0] = (style.color.match(/[\d.]+/gu) ?? []).map(Number);
    const luminance =
      0.2126 * part(red / 255) + 0.7152 * part(green / 255) + 0.0722 * part(blue / 255);
    const range = document.createRange();
    range.selectNodeContents(element);
    const rects = [...range.getClientRects()].map(({ x, y, width, height }) => ({
      x,
      y,
      width,
      height,
    }));
    element.style.color = 'transparent';
    return {
      words: (element.textContent ?? '').slice(0, 30),
      luminance,
      least: Number.parseFloat(style.fontSize) >= largePx ? 3 : 4.5,
      rects,
    };
  });
}

async function measure({
  address,
  boxes,
}: {
  address: string;
  boxes: WordBox[];
}): Promise<string[]> {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no canvas');
  context.drawImage(image, 0, 0);
  const part = (value: number): number =>
    value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  return boxes.flatMap(({ words, luminance, least, rects }) => {
    let lightest = 0;
    for (const { x, y, width, height } of rects) {
      if (width < 1 || height < 1) continue;
      const { data } = context.getImageData(x, y, Math.ceil(width), Math.ceil(height));
      for (let at = 0; at < data.length; at += 4) {
        const [red = 0, green = 0, blue = 0] = data.subarray(at, at + 3);
        const here =
          0.2126 * part(red / 255) + 0.7152 * part(green / 255) + 0.0722 * part(blue / 255);
        lightest = Math.max(lightest, here);
      }
    }
    const ratio = (luminance + 0.05) / (lightest + 0.05);
    return ratio < least ? [`“${words}”: ${ratio.toFixed(2)}:1 instead of ${least}:1`] : [];
  });
}
