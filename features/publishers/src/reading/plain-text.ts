// From markup to what a person reads: paragraphs of plain text, nothing hidden, nothing that runs.

import { cleanText } from '@jhalak/kernel';
import { parseHTML } from 'linkedom';

/** Longest text that is kept; the longest reports of papers have 20,000 characters. */
export const TEXT_CHARACTERS_MAX = 40_000;
/** Longest headline; longer ones are a whole text in the wrong place. */
const TITLE_CHARACTERS_MAX = 300;
/** Markup beyond this is not looked at: it would be hundreds of pages. */
const MARKUP_CHARACTERS_MAX = 1_000_000;
/** Nodes that are visited. */
const NODES_MAX = 100_000;

/** Elements whose content is not read by people, or not as part of the text. */
const SKIPPED = new Set(
  'script style noscript template iframe object embed svg math form button select textarea nav figure figcaption audio video canvas head title'.split(
    ' ',
  ),
);
/** Elements that begin a new paragraph. */
const BLOCKS = new Set(
  'p div section article header footer main aside blockquote pre ul ol li dl dt dd table tr h1 h2 h3 h4 h5 h6 hr address details summary'.split(
    ' ',
  ),
);

interface TextNode {
  nodeType: number;
  nodeName: string;
  textContent: string | null;
  firstChild: TextNode | null;
  nextSibling: TextNode | null;
  parentNode: TextNode | null;
}
const ELEMENT = 1;
const TEXT = 3;

/** @returns paragraphs apart by one empty line; empty when nothing is left. Cost: linear in the markup. */
export function plainText(html: string): string {
  if (!/[<&]/.test(html)) return tidy(html);
  const bounded = html.slice(0, MARKUP_CHARACTERS_MAX);
  const { document } = parseHTML(`<!doctype html><html><body>${bounded}</body></html>`);
  return textOf(document.body);
}

/** @returns the text of a node as `plainText` gives it. Iterative: strangers nest as deep as they like. */
function textOf(root: TextNode): string {
  const parts: string[] = [];
  let node: TextNode | null = root;
  for (let visited = 0; node !== null && visited < NODES_MAX; visited += 1) {
    const name = node.nodeName.toLowerCase();
    if (node.nodeType === TEXT) parts.push((node.textContent ?? '').replace(/\s+/g, ' '));
    else if (name === 'br') parts.push('\n');
    else if (BLOCKS.has(name)) parts.push('\n\n');
    const inside: TextNode | null =
      node.nodeType === ELEMENT && !SKIPPED.has(name) ? node.firstChild : null;
    node = inside ?? following(node, root, parts);
  }
  return tidy(parts.join(''));
}

/** The next node in reading order that is not inside this one; ends of blocks end their paragraph. */
function following(from: TextNode, root: TextNode, parts: string[]): TextNode | null {
  let node: TextNode | null = from;
  while (node !== null && node !== root) {
    if (BLOCKS.has(node.nodeName.toLowerCase())) parts.push('\n\n');
    if (node.nextSibling !== null) return node.nextSibling;
    node = node.parentNode;
  }
  return null;
}

function tidy(text: string): string {
  const paragraphs = cleanText(text)
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .replace(/[ \t\u00a0]*\n[ \t\u00a0]*/g, '\n')
        .replace(/[ \t\u00a0]+/g, ' ')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '');
  return cut(paragraphs.join('\n\n'), TEXT_CHARACTERS_MAX);
}

/** @returns one line of plain text from a headline that may hold markup or character references. */
export function plainLine(text: string, charactersMax = TITLE_CHARACTERS_MAX): string {
  return cut(plainText(text.slice(0, charactersMax * 10)).replace(/\s+/g, ' '), charactersMax);
}

/** Cuts at a word where one is near, never inside a character. */
function cut(text: string, charactersMax: number): string {
  if (text.length <= charactersMax) return text;
  const whole = text.slice(0, charactersMax - 1).replace(/[\ud800-\udbff]$/, '');
  const space = whole.lastIndexOf(' ');
  return `${(space > charactersMax * 0.8 ? whole.slice(0, space) : whole).trimEnd()}…`;
}
