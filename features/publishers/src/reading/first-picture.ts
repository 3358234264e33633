// The first picture inside a text, where a feed names none.

import { parseHTML } from 'linkedom';
import { webAddress } from './addresses.ts';
import { plainLine } from './plain-text.ts';
import type { ItemPicture } from './reading-types.ts';

/** Below this declared width it is a counter, an icon or a face of an author. */
const WIDTH_MIN_PX = 200;
const MARKUP_CHARACTERS_MAX = 200_000;
const LOOKED_AT_MAX = 10;

/** @returns the first picture that is large enough to be one, as far as the markup says. */
export function firstPicture(html: string, baseUrl: string): ItemPicture | undefined {
  if (!/<img\b/i.test(html)) return undefined;
  const { document } = parseHTML(
    `<!doctype html><html><body>${html.slice(0, MARKUP_CHARACTERS_MAX)}</body></html>`,
  );
  for (const image of [...document.querySelectorAll('img')].slice(0, LOOKED_AT_MAX)) {
    const width = Number(image.getAttribute('width') ?? Number.NaN);
    const url = webAddress(image.getAttribute('src') ?? undefined, baseUrl);
    if (url === undefined || width < WIDTH_MIN_PX) continue;
    return { url, alternative: plainLine(image.getAttribute('alt') ?? '', 500) };
  }
  return undefined;
}
