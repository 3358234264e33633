// A clip inside another site: one small page with the browser's own player, no script, no cookie, nobody's session. What may not
// be seen by strangers says so. Its plays are not counted: a count needs a playback token, and strangers' pages hold none.

import type { Video } from '@jhalak/contracts/videos';
import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { Translate } from '../i18n/translate.ts';
import { escaped } from '../server/escaped.ts';
import { videoPath } from '../shell/routes.ts';

export interface EmbedParts {
  nonce: string;
  locale: InterfaceLanguage;
  direction: 'ltr' | 'rtl';
  origin: string;
  t: Translate;
}

export type EmbedProblem = 'gone' | 'withheld' | 'ageGated' | 'server';

const STYLE =
  "html,body{block-size:100%;margin:0;background:#120c18;color:#fff4e6;font:16px/1.5 system-ui,'Noto Sans',sans-serif}" +
  'body{display:flex;flex-direction:column}video{flex:1;min-block-size:0;inline-size:100%;background:#120c18}' +
  'p,h1{margin:0;overflow-wrap:anywhere}h1{font-size:18px;line-height:1.4}' +
  'footer{display:flex;align-items:center;gap:12px;padding:8px 12px}' +
  'footer div{flex:1;min-inline-size:0}footer p{display:-webkit-box;-webkit-box-orient:vertical;-webkit-line-clamp:1;overflow:hidden}' +
  'small{color:#bcaec9;font-size:14px}mark{background:none;color:#ffc145}' +
  'a{flex:none;display:grid;place-items:center;min-block-size:44px;padding-inline:14px;border-radius:18px 18px 18px 4px;background:#ff6b2c;color:#260d00;font-weight:700;text-decoration:none}' +
  'a:focus-visible{outline:3px solid #ffc145;outline-offset:2px}' +
  'main{flex:1;display:flex;flex-direction:column;align-items:center;justify-content:center;gap:12px;padding:20px;text-align:center}';

/** @param video as a stranger may see it. */
export function embedPage(video: Video, parts: EmbedParts): string {
  const { t, origin, locale } = parts;
  const { handle } = video.creator;
  const name = t('app.name');
  const page = origin + videoPath(video.id);
  const title = video.caption || t('feed.clipBy', { handle });
  // The smallest: whoever wants it sharp opens it.
  const [rendition] = video.renditions;
  const mark = video.ai === undefined ? '' : ` · <mark>${escaped(t(`aiMark.${video.ai}`))}</mark>`;
  return documentOf(
    parts,
    title,
    page,
    `<video controls loop playsinline preload="none" aria-label="${escaped(title)}" poster="${escaped(video.poster)}"` +
      `${rendition === undefined ? '' : ` src="${escaped(rendition.url)}"`}></video>` +
      `<footer><div><p lang="${escaped(video.language)}" dir="auto">${escaped(video.caption)}</p>` +
      `<small><bdi>@${escaped(handle)}</bdi>${mark}</small></div>` +
      `<a href="${escaped(page)}" target="_blank" rel="noopener" lang="${locale}">${escaped(t('embed.open', { name }))}</a></footer>`,
  );
}

/** What stands in its place while it may not be seen here. */
export function embedProblemPage(problem: EmbedProblem, parts: EmbedParts): string {
  const { t, origin } = parts;
  const title = t(`video.${problem}Title`);
  return documentOf(
    parts,
    title,
    undefined,
    `<main><h1>${escaped(title)}</h1><p>${escaped(t(`video.${problem}Text`))}</p>` +
      `<a href="${escaped(`${origin}/`)}" target="_blank" rel="noopener">${escaped(t('app.name'))}</a></main>`,
  );
}

function documentOf(
  { nonce, locale, direction }: EmbedParts,
  title: string,
  canonical: string | undefined,
  body: string,
): string {
  return (
    `<!doctype html><html lang="${locale}" dir="${direction}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width, initial-scale=1">' +
    `<title>${escaped(title)}</title><meta name="robots" content="noindex">` +
    (canonical === undefined ? '' : `<link rel="canonical" href="${escaped(canonical)}">`) +
    `<style nonce="${nonce}">${STYLE}</style></head><body>${body}</body></html>`
  );
}
