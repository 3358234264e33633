// A page that shows all pictures of a folder, screen by screen, with a choice of language, theme and width. It asks for nothing
// but the pictures beside it.

import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Parts of `ROUTE/STATE.LANGUAGE.WIDTH.THEME.png`. */
const NAME =
  /^(?<route>[^/]+)\/(?<state>[^.]+)\.(?<language>[a-z]+)\.(?<width>\d+)\.(?<theme>[a-z]+)\.png$/u;

/** @returns the address of the page that it wrote, `FOLDER/index.html`. */
export async function writeGallery(folder: string): Promise<string> {
  const files = (await readdir(folder, { recursive: true })).toSorted();
  const pictures = files.flatMap((file) => {
    const parts = NAME.exec(file)?.groups;
    return parts === undefined ? [] : [{ file, ...parts } as Picture];
  });
  const routes = Map.groupBy(pictures, ({ route }) => route);
  const sections = [...routes].map(
    ([route, own]) => `<h2>${route}</h2>${own.map(figure).join('')}`,
  );
  const html = `<!doctype html><meta charset="utf-8"><title>Jhalak: every screen</title><style>${STYLE}</style>
<nav>${(['language', 'width', 'theme'] as const).map((kind) => choice(kind, pictures)).join('')}</nav>
<main>${sections.join('\n')}</main><script>${SCRIPT}</script>`;
  const page = join(folder, 'index.html');
  await writeFile(page, html);
  return page;
}

interface Picture {
  file: string;
  route: string;
  state: string;
  language: string;
  width: string;
  theme: string;
}

const figure = ({ file, state, language, width, theme }: Picture): string =>
  `<figure data-language="${language}" data-width="${width}" data-theme="${theme}"><a href="${file}"><img loading="lazy" src="${file}" alt=""></a><figcaption>${state} · ${language} ${width} ${theme}</figcaption></figure>`;

function choice(kind: 'language' | 'width' | 'theme', pictures: readonly Picture[]): string {
  const values = [...new Set(pictures.map((one) => one[kind]))];
  const options = values.map((value) => `<option>${value}</option>`).join('');
  return `<label>${kind} <select name="${kind}"><option value="">all</option>${options}</select></label> `;
}

const STYLE =
  'body{font:14px system-ui;background:#888;margin:1em}nav{position:sticky;top:0;background:#888;padding:.5em}figure{display:inline-block;vertical-align:top;margin:4px}img{height:420px;max-width:640px;object-fit:contain;object-position:top;background:#777}figcaption{max-width:16em}[hidden]{display:none}';

/** Choices stand in the address, so that they can be sent. */
const SCRIPT = `const form=document.querySelector('nav'),asked=new URLSearchParams(location.search);
for(const one of form.querySelectorAll('select'))one.value=asked.get(one.name)??'';
function show(){for(const figure of document.querySelectorAll('figure'))figure.hidden=[...form.querySelectorAll('select')].some((one)=>one.value!==''&&figure.dataset[one.name]!==one.value)}
form.addEventListener('change',show);show();`;
