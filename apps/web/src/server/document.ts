// The HTML around the app. Every inline script and style carries the reply's nonce; there is no style attribute.

import { thumbHashToAverageRGBA } from 'thumbhash';
import { directionOf, type InterfaceLanguage } from '@jhalak/contracts/languages';
import type { ClientFiles } from '../../build/client-files.ts';
import { PAGE_DATA_ID, type PageData } from '../session/page-data.ts';
import { DEFAULT_PREFERENCES, PREFERENCES_KEY } from '../session/preferences.ts';
import { escaped } from './escaped.ts';
import type { PageHead } from './head.ts';

export interface DocumentParts {
  nonce: string;
  locale: InterfaceLanguage;
  head: PageHead;
  /** The app's markup. */
  body: string;
  data: PageData;
  files: ClientFiles;
  firstRun: boolean;
}

export function documentOf(parts: DocumentParts): string {
  const { nonce, locale, head, body, data, files } = parts;
  const scripts = [
    ...files.entryImports,
    ...(files.messages[locale] ?? []),
    ...(parts.firstRun ? files.firstRun : []),
    ...(files.screens[data.route.name]?.scripts ?? []),
    ...(files.screens[data.route.name] === undefined ? [] : (files.moreMessages[locale] ?? [])),
  ];
  const styles = files.screens[data.route.name]?.styles ?? [];
  const poster = data.screen.video?.poster ?? data.screen.feed?.items[0]?.video.poster;
  return [
    `<!doctype html><html lang="${locale}" dir="${directionOf(locale)}" data-theme="${DEFAULT_PREFERENCES.theme}" data-hand="${DEFAULT_PREFERENCES.hand}"><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content">',
    `<title>${escaped(head.title)}</title>`,
    `<meta name="description" content="${escaped(head.description)}">`,
    head.canonical === undefined
      ? '<meta name="robots" content="noindex">'
      : `<link rel="canonical" href="${escaped(head.canonical)}">`,
    ...head.properties.map(
      ([name, content]) =>
        `<meta ${name.startsWith('twitter:') ? 'name' : 'property'}="${name}" content="${escaped(content)}">`,
    ),
    head.oembed === undefined
      ? ''
      : `<link rel="alternate" type="application/json+oembed" href="${escaped(head.oembed)}" title="${escaped(head.title)}">`,
    '<meta name="theme-color" content="#120c18"><meta name="color-scheme" content="dark light">',
    poster === undefined
      ? ''
      : `<link rel="preload" as="image" href="${escaped(poster)}" fetchpriority="high">`,
    `<script nonce="${nonce}">${FIRST_SCRIPT}${LOAD_AGAIN_SCRIPT}</script>`,
    `<style nonce="${nonce}">${files.stylesText}${firstCardGround(data)}</style>`,
    ...styles.map((href) => `<link rel="stylesheet" href="${href}">`),
    `<script type="module" src="${files.entry}"></script>`,
    ...[...new Set(scripts)].map((href) => `<link rel="modulepreload" href="${href}">`),
    '<link rel="manifest" href="/manifest.webmanifest"><link rel="icon" href="/icons/icon.svg" type="image/svg+xml"><link rel="apple-touch-icon" href="/icons/icon-180.png">',
    `</head><body><div id="app">${body}</div>`,
    `<script type="application/json" id="${PAGE_DATA_ID}" nonce="${nonce}">${jsonForScript({ ...data, ...wordFiles(locale, files) })}</script>`,
    '</body></html>',
  ].join('');
}

/** A part's own file comes first in its list; what it imports follows. */
function wordFiles(locale: InterfaceLanguage, files: ClientFiles): Pick<PageData, 'words'> {
  const [first] = files.messages[locale] ?? [];
  const [more] = files.moreMessages[locale] ?? [];
  return first === undefined || more === undefined ? {} : { words: { first, more } };
}

/** Theme and hand are the device's own: set before the first paint, so that nothing flashes or jumps. */
const FIRST_SCRIPT = `try{const p=JSON.parse(localStorage.getItem(${JSON.stringify(PREFERENCES_KEY)})||"{}"),d=document.documentElement.dataset;if(p.theme)d.theme=p.theme;if(p.hand)d.hand=p.hand}catch{}`;

/** A line that loses a page's scripts three times in a minute will lose them again: people try later. */
const LOAD_AGAIN_MAX = 3;
/** Before the first of these, in ms; each next waits four times as long. */
const LOAD_AGAIN_AFTER_MS = 500;

/**
 * A script or the words that are lost on the way would leave a page that only looks alive. It is loaded again by itself, once
 * there is a network. Here and not in a file, because it is files that are missing.
 */
const LOAD_AGAIN_SCRIPT = `;(()=>{const k="jhalak-again",d=document.documentElement.dataset;let asked;const again=()=>{if(asked||d.ready)return;asked=1;let n;try{const[c,t]=JSON.parse(sessionStorage.getItem(k)||"[0,0]");n=Date.now()-t<6e4?c:0;if(n>=${LOAD_AGAIN_MAX})return;sessionStorage.setItem(k,JSON.stringify([n+1,Date.now()]))}catch{return}const go=()=>setTimeout(()=>d.ready||location.reload(),${LOAD_AGAIN_AFTER_MS}*4**n);navigator.onLine?go():addEventListener("online",go,{once:true})};addEventListener("error",e=>{if(e.target instanceof HTMLScriptElement)again()},true);addEventListener("unhandledrejection",again)})()`;

/** The first clip's average colour stands until its poster does. */
function firstCardGround(data: PageData): string {
  const thumbhash = data.screen.video?.thumbhash ?? data.screen.feed?.items[0]?.video.thumbhash;
  if (thumbhash === undefined || thumbhash === '') return '';
  try {
    const { r, g, b } = thumbHashToAverageRGBA(Uint8Array.from(Buffer.from(thumbhash, 'base64')));
    const [red, green, blue] = [r, g, b].map((part) =>
      Math.round(Math.min(Math.max(part, 0), 1) * 255),
    );
    return Number.isInteger(red) ? `.card{--ground:rgb(${red} ${green} ${blue})}` : '';
  } catch {
    return '';
  }
}

/** JSON that cannot end its script element. */
function jsonForScript(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll('<', '\\u003c')
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029');
}
