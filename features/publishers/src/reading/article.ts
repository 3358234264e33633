// An article's own page: what is the text, and what is the rest of the page. Mozilla's Readability decides, on linkedom's
// tree, which fetches nothing and runs nothing.

import { Readability } from '@mozilla/readability';
import { parseHTML } from 'linkedom';
import { webAddress } from './addresses.ts';
import { decodeText } from './decode-text.ts';
import { plainLine, plainText } from './plain-text.ts';
import type { ArticleContent, Document, ItemPicture, Unreadable } from './reading-types.ts';

/** A page with more elements is no article; reading one of 50,000 takes seconds. */
const ELEMENTS_MAX = 30_000;
/** Readability looks again with a softer hand when it finds less; short reports are common. */
const TEXT_CHARACTERS_WANTED = 250;

/** @returns the article's text and picture, or why the page cannot be read. Call it where it can be stopped. */
export function readArticle(page: Document): ArticleContent | Unreadable {
  const html = decodeText(page.bytes, page.charset);
  if (html === undefined) {
    return { kind: 'unreadable', detail: 'The page is in an encoding that we cannot read.' };
  }
  if (!/<(html|body|head|article|div|p)\b/i.test(html)) {
    return { kind: 'unreadable', detail: 'The page holds no markup of a web page.' };
  }
  // Readability's own bound counts too late: the tree is built by then.
  if ((html.match(/<[a-z]/gi)?.length ?? 0) > ELEMENTS_MAX) {
    return { kind: 'unreadable', detail: 'The page has too many parts to be an article.' };
  }
  const { document } = parseHTML(html);
  // Before Readability changes the tree.
  const picture = pagePicture(document, page.url);
  let found: ReturnType<Readability['parse']>;
  try {
    found = new Readability(document, { charThreshold: TEXT_CHARACTERS_WANTED }).parse();
  } catch (error) {
    const said = error instanceof Error ? error.message.slice(0, 120) : '';
    return { kind: 'unreadable', detail: `No article can be found in the page (${said}).` };
  }
  const byline = plainLine(found?.byline ?? '', 200);
  return {
    kind: 'article',
    text: withoutDateline(plainText(found?.content ?? '')),
    ...(byline === '' ? {} : { byline }),
    ...(picture === undefined ? {} : { picture }),
  };
}

/** Date lines stand among the first paragraphs, and are short. */
const DATELINE = { paragraphs: 3, charactersMax: 60 };

/** A paragraph that is only a date is the page's, not the text's. */
function withoutDateline(text: string): string {
  return text
    .split('\n\n')
    .filter(
      (paragraph, index) =>
        index >= DATELINE.paragraphs ||
        paragraph.length > DATELINE.charactersMax ||
        !/\d{4}/.test(paragraph) ||
        Number.isNaN(Date.parse(paragraph)),
    )
    .join('\n\n');
}

type Page = ReturnType<typeof parseHTML>['document'];

function pagePicture(document: Page, baseUrl: string): ItemPicture | undefined {
  const said = (name: string): string | undefined =>
    document
      .querySelector(`meta[property="${name}"], meta[name="${name}"]`)
      ?.getAttribute('content') ?? undefined;
  const url = webAddress(
    said('og:image:secure_url') ?? said('og:image') ?? said('twitter:image'),
    baseUrl,
  );
  if (url === undefined) return undefined;
  const alternative = said('og:image:alt') ?? said('twitter:image:alt') ?? '';
  return { url, alternative: plainLine(alternative, 500) };
}
