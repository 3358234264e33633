// Papers as files: a feed in the paper's own format, and a page for each report. Everything says that it is a sample.

import type { PressLanguage, SamplePaper } from './press-types.ts';

/** A report with its moment and its place, ready to be written. */
export interface WrittenReport {
  storyId: string;
  atMs: number;
  title: string;
  text: readonly string[];
  category: string;
  /** File name beside the page. */
  picture?: { file: string; alternative: string };
}

/** The word for "sample" on each page. */
const SAMPLE: Readonly<Record<PressLanguage, string>> = {
  en: 'Sample: an invented paper with invented news.',
  hi: 'नमूना: काल्पनिक अख़बार, काल्पनिक ख़बरें।',
  ta: 'மாதிரி: கற்பனை நாளிதழ், கற்பனைச் செய்திகள்.',
  te: 'నమూనా: కల్పిత పత్రిక, కల్పిత వార్తలు.',
  id: 'Contoh: koran rekaan dengan berita rekaan.',
};

/** @returns the feed's text. Newest first, as feeds are. */
export function feedOf(paper: SamplePaper, reports: readonly WrittenReport[]): string {
  const newest = reports.toSorted((a, b) => b.atMs - a.atMs);
  switch (paper.format) {
    case 'rss':
      return rss(paper, newest);
    case 'atom':
      return atom(paper, newest);
    case 'rdf':
      return rdf(paper, newest);
    case 'json':
      return json(paper, newest);
  }
}

/** @returns the page of one report. */
export function pageOf(paper: SamplePaper, report: WrittenReport): string {
  const { language, name } = paper;
  const picture =
    report.picture === undefined
      ? ''
      : `<meta property="og:image" content="/${report.picture.file}"><meta property="og:image:alt" content="${escape(report.picture.alternative)}">`;
  return `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><title>${escape(report.title)}</title>${picture}</head>
<body><header><a href="/">${escape(name)}</a></header>
<main><article><h1>${escape(report.title)}</h1>
<time datetime="${iso(report.atMs)}">${iso(report.atMs)}</time>
${report.text.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('\n')}
</article></main>
<footer>${escape(SAMPLE[language])}</footer></body></html>
`;
}

function addressOf(paper: SamplePaper, report: WrittenReport): string {
  return `https://${paper.host}/${report.storyId}.html`;
}

/** What the feed itself tells: all of it, or the beginning. */
function told(paper: SamplePaper, report: WrittenReport): string {
  const paragraphs = paper.wholeTexts ? report.text : report.text.slice(0, 1);
  return paragraphs.map((paragraph) => `<p>${escape(paragraph)}</p>`).join('');
}

function rss(paper: SamplePaper, reports: readonly WrittenReport[]): string {
  const items = reports.map((report) => {
    const picture =
      report.picture === undefined
        ? ''
        : `<media:content url="https://${paper.host}/${report.picture.file}" medium="image" type="image/jpeg" width="720" height="1280"><media:description>${escape(report.picture.alternative)}</media:description></media:content>`;
    return `<item><title>${escape(report.title)}</title><link>${addressOf(paper, report)}</link><guid isPermaLink="false">${paper.key}-${report.storyId}</guid><pubDate>${new Date(report.atMs).toUTCString()}</pubDate><category>${escape(report.category)}</category><description>${escape(told(paper, report))}</description>${picture}</item>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>${escape(paper.name)}</title><link>https://${paper.host}/</link><description>${escape(SAMPLE[paper.language])}</description><language>${paper.language}</language>
${items.join('\n')}
</channel></rss>
`;
}

function atom(paper: SamplePaper, reports: readonly WrittenReport[]): string {
  const entries = reports.map((report) => {
    const picture =
      report.picture === undefined
        ? ''
        : `<link rel="enclosure" type="image/jpeg" href="/${report.picture.file}"/>`;
    return `<entry><id>urn:sample:${paper.key}:${report.storyId}</id><title>${escape(report.title)}</title><link rel="alternate" type="text/html" href="/${report.storyId}.html"/><published>${iso(report.atMs)}</published><updated>${iso(report.atMs)}</updated><category term="${escape(report.category)}"/><content type="html">${escape(told(paper, report))}</content>${picture}</entry>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${paper.language}" xml:base="https://${paper.host}/"><title>${escape(paper.name)}</title><subtitle>${escape(SAMPLE[paper.language])}</subtitle><id>https://${paper.host}/</id><updated>${iso(reports[0]?.atMs ?? 0)}</updated>
${entries.join('\n')}
</feed>
`;
}

function rdf(paper: SamplePaper, reports: readonly WrittenReport[]): string {
  const items = reports.map(
    (report) =>
      `<item rdf:about="${addressOf(paper, report)}"><title>${escape(report.title)}</title><link>${addressOf(paper, report)}</link><description>${escape(told(paper, report))}</description><dc:date>${iso(report.atMs)}</dc:date><dc:subject>${escape(report.category)}</dc:subject></item>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel rdf:about="https://${paper.host}/"><title>${escape(paper.name)}</title><link>https://${paper.host}/</link><description>${escape(SAMPLE[paper.language])}</description></channel>
${items.join('\n')}
</rdf:RDF>
`;
}

function json(paper: SamplePaper, reports: readonly WrittenReport[]): string {
  return JSON.stringify(
    {
      version: 'https://jsonfeed.org/version/1.1',
      title: paper.name,
      description: SAMPLE[paper.language],
      home_page_url: `https://${paper.host}/`,
      language: paper.language,
      items: reports.map((report) => ({
        id: `${paper.key}-${report.storyId}`,
        url: addressOf(paper, report),
        title: report.title,
        content_html: told(paper, report),
        date_published: iso(report.atMs),
        tags: [report.category],
        ...(report.picture === undefined
          ? {}
          : { image: `https://${paper.host}/${report.picture.file}` }),
      })),
    },
    null,
    1,
  );
}

function iso(atMs: number): string {
  return new Date(atMs).toISOString();
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
