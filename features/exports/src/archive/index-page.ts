// index.html of an archive: one page without scripts that asks no network for anything, in the person's language.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import type { PageTexts } from '../texts/text-types.ts';
import { PAGE_TEXTS } from '../texts/texts.ts';
import type { NotIncluded } from './clip-files.ts';
import type { WriteText } from './text-source.ts';
import type { ClipFile } from './whole-file.ts';

/** One clip on the page. */
export interface PageClip {
  caption: string;
  language: string;
  publishedAtMs: number;
  /** Paths within the archive. */
  picture: string | undefined;
  film: string | undefined;
  notIncluded: NotIncluded | undefined;
  /** What of it is damaged or missing in the store; each kind once. */
  lost: readonly ClipFile['holds'][];
}

export interface PageFacts {
  language: InterfaceLanguage;
  madeAtMs: number;
  handle: string | undefined;
  /** The newest first, as many as the page shows. */
  clips: readonly PageClip[];
  clipCount: number;
  /** Files of all clips that are damaged or missing in the store. */
  lostFiles: number;
  files: readonly { file: string; what: string; count: number }[];
}

/** Of the app, "subah": chalk and night, and dark where the device is. */
const STYLE = `:root{color-scheme:light dark;--ground:#fff4e6;--ink:#120c18;--soft:#5b4a66;--card:#fffaf3;--line:#d9c7b4;--mark:#b23a00}
@media(prefers-color-scheme:dark){:root{--ground:#120c18;--ink:#fff4e6;--soft:#bcaec9;--card:#1d1426;--line:#4a3a58;--mark:#ff8a57}}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:16px/1.55 system-ui,"Noto Sans","Nirmala UI",sans-serif}
main{max-width:1040px;margin:0 auto;padding:32px 20px 64px}h1{font-size:34px;line-height:1.35;margin:0}h2{font-size:22px;line-height:1.4;margin:44px 0 12px}
p{max-width:64ch;margin:8px 0}.soft{color:var(--soft)}a{color:var(--mark)}
ul{list-style:none;margin:0;padding:0;display:grid;gap:16px;grid-template-columns:repeat(auto-fill,minmax(148px,1fr))}
li{background:var(--card);border:1px solid var(--line);border-radius:18px 18px 18px 4px;overflow:hidden;display:flex;flex-direction:column}
li img{width:100%;height:auto;aspect-ratio:9/16;object-fit:cover;display:block;background:var(--line)}li div{padding:10px 12px 14px;overflow-wrap:anywhere}
li p{margin:0 0 6px;font-size:15px}li small{color:var(--soft);display:block}
table{width:100%;border-collapse:collapse}th,td{text-align:start;padding:10px 12px 10px 0;border-bottom:1px solid var(--line);vertical-align:top}
th{color:var(--soft);font-weight:500;font-size:14px}td.n,th.n{text-align:end;padding-inline-end:0;font-variant-numeric:tabular-nums}td small{color:var(--soft);display:block}
@media(max-width:560px){h1{font-size:28px}thead{display:none}table,tbody{display:block}tr{display:grid;grid-template-columns:1fr auto;gap:4px 16px;padding:14px 0;border-bottom:1px solid var(--line)}td{border:0;padding:0;overflow-wrap:anywhere}td:nth-child(2){grid-row:2;grid-column:1/-1;color:var(--soft)}}`;

/** Writes the page. */
export async function writeIndexPage(write: WriteText, facts: PageFacts): Promise<void> {
  const texts = PAGE_TEXTS[facts.language];
  const day = new Intl.DateTimeFormat(facts.language === 'en' ? 'en-IN' : facts.language, {
    dateStyle: 'long',
    timeZone: 'UTC',
    numberingSystem: 'latn',
  });
  const who = facts.handle === undefined ? '' : ` · @${escaped(facts.handle)}`;
  await write(`<!doctype html>
<html lang="${facts.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src 'self' file:; style-src 'unsafe-inline'">
<title>${escaped(texts.title)} · Jhalak</title><style>${STYLE}</style></head><body><main>
<h1>${escaped(texts.title)}</h1>
<p class="soft">${escaped(texts.madeOn)} ${escaped(day.format(facts.madeAtMs))}${who}</p>
<p>${escaped(texts.intro)}</p><p>${escaped(texts.private)}</p>
<h2>${escaped(texts.clipsTitle)} (${facts.clipCount})</h2>
`);
  if (facts.lostFiles > 0)
    await write(
      `<p>${escaped(texts.lostFiles)} ${facts.lostFiles} (<a href="clip-files.json">clip-files.json</a>)</p>\n`,
    );
  if (facts.clipCount === 0) await write(`<p class="soft">${escaped(texts.clipsNone)}</p>\n`);
  else {
    await write('<ul>\n');
    for (const clip of facts.clips) await write(clipItem(clip, texts, day));
    await write('</ul>\n');
  }
  if (facts.clips.length < facts.clipCount)
    await write(
      `<p class="soft">${facts.clips.length} / ${facts.clipCount} ${escaped(texts.clipsMore)}</p>\n`,
    );
  await write(filesTable(facts, texts));
  await write(`<h2>${escaped(texts.leftOutTitle)}</h2><p>${escaped(texts.leftOut)}</p><p><a href="README.txt">README.txt</a></p>
<h2>${escaped(texts.checkTitle)}</h2><p>${escaped(texts.check)}</p>
</main></body></html>
`);
}

function clipItem(clip: PageClip, texts: PageTexts, day: Intl.DateTimeFormat): string {
  const picture =
    clip.picture === undefined
      ? ''
      : `<img src="${escaped(clip.picture)}" alt="" loading="lazy" width="360" height="640">`;
  const film =
    clip.film === undefined
      ? `<small>${escaped(clip.notIncluded === undefined ? '' : texts.notIncluded[clip.notIncluded])}</small>`
      : `<a href="${escaped(clip.film)}">${escaped(texts.openFile)}</a>`;
  // Where nothing plays, that sentence says it.
  const lost = clip.lost.filter((holds) => clip.film !== undefined || holds === 'picture');
  const told = lost.map((holds) => `<small>${escaped(texts.lost[holds])}</small>`).join('');
  return `<li>${picture}<div><p lang="${escaped(clip.language)}">${escaped(clip.caption)}</p><small>${escaped(day.format(clip.publishedAtMs))}</small>${film}${told}</div></li>\n`;
}

function filesTable({ files }: PageFacts, texts: PageTexts): string {
  // In the order in which people think of them; what has no name yet comes last.
  const order = Object.keys(texts.files);
  const placeOf = (file: string): number =>
    order.includes(file) ? order.indexOf(file) : order.length;
  const sorted = files.toSorted((a, b) => placeOf(a.file) - placeOf(b.file));
  const rows = sorted.map(({ file, what, count }) => {
    const { title, what: told } = texts.files[file] ?? { title: file, what };
    return `<tr><td>${escaped(title)}<small><a href="${file}.json">${file}.json</a></small></td><td>${escaped(told)}</td><td class="n">${count}</td></tr>`;
  });
  return `<h2>${escaped(texts.filesTitle)}</h2><table><thead><tr><th>${escaped(texts.file)}</th><th>${escaped(texts.holds)}</th><th class="n">${escaped(texts.rows)}</th></tr></thead><tbody>
${rows.join('\n')}
</tbody></table>
`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (letter) => ENTITIES[letter] ?? letter);
}
