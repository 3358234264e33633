// Text on paper in the scripts of our readers: which letters a font has, and where a line ends.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import PDFDocument from 'pdfkit';
import { unpackWoff } from './woff.ts';

type Weight = 400 | 700;

interface Script {
  /** Name of its files. */
  name: string;
  package: string;
  letters: RegExp;
}

/** Asked in this order; signs that many scripts share stay with the letters before them. */
const SCRIPTS: readonly Script[] = [
  {
    ...{ name: 'devanagari', package: 'anek-devanagari' },
    letters: /[\p{Script=Devanagari}\u1cd0-\u1cff]/u,
  },
  { name: 'tamil', package: 'anek-tamil', letters: /\p{Script=Tamil}/u },
  { name: 'telugu', package: 'anek-telugu', letters: /\p{Script=Telugu}/u },
  { name: 'bengali', package: 'anek-bangla', letters: /\p{Script=Bengali}/u },
  { name: 'gujarati', package: 'anek-gujarati', letters: /\p{Script=Gujarati}/u },
  // The sign of the rupee is here too.
  {
    name: 'latin-ext',
    package: 'anek-latin',
    letters: /[\u0100-\u02ba\u1e00-\u1eff\u20a0-\u20c0]/u,
  },
  {
    ...{ name: 'latin', package: 'anek-latin' },
    letters: /[\u0020-\u007e\u00a0-\u00ff\u2010-\u2026\u2032\u2033\u20ac\u2122]/u,
  },
];
/** Joiners and the danda stand in words of any script. */
const SHARED = /\u200c|\u200d|[\u0964\u0965]|\p{Mark}/u;
/** Stands for a letter that none of the fonts has; the JSON of the document has it. */
const UNKNOWN_LETTER = '?';

interface Run {
  script: string;
  text: string;
}

export interface Style {
  sizePt: number;
  weight: Weight;
  colour: string;
}

const require = createRequire(import.meta.url);

const fonts = new Map<string, Buffer>();

/** Read once a process: some 2 MB in all. */
function fontBytes(folder: string, name: string, weight: number): Buffer {
  const path = `@fontsource/${folder}/files/${folder}-${name}-${weight}-normal.woff`;
  const known = fonts.get(path);
  if (known !== undefined) return known;
  const bytes = unpackWoff(readFileSync(require.resolve(path)));
  fonts.set(path, bytes);
  return bytes;
}

/** One sheet after another, with words set in whatever script they are in. */
export class Typesetter {
  readonly doc: PDFKit.PDFDocument;

  constructor(info: { title: string; createdAtMs: number }) {
    this.doc = new PDFDocument({
      ...{ size: 'A4', margin: 0, bufferPages: true, autoFirstPage: true, lang: 'en-IN' },
      displayTitle: true,
      info: { Title: info.title, CreationDate: new Date(info.createdAtMs), Creator: 'Jhalak' },
    });
    for (const { name, package: folder } of SCRIPTS)
      for (const weight of [400, 700])
        this.doc.registerFont(`${name}-${weight}`, fontBytes(folder, name, weight));
  }

  /** @returns how wide a text is on one line, in points. */
  width(text: string, style: Style): number {
    return runsOf(text).reduce(
      (sum, run) => sum + this.#set(run, style).widthOfString(run.text),
      0,
    );
  }

  /** Writes one line. @param x its left end, or its right end where it is to end there. */
  line(text: string, x: number, y: number, style: Style, align: 'left' | 'right' = 'left'): void {
    let at = align === 'left' ? x : x - this.width(text, style);
    for (const run of runsOf(text)) {
      const set = this.#set(run, style);
      set
        .fillColor(style.colour)
        .text(run.text, at, y, { lineBreak: false, baseline: 'alphabetic' });
      at += set.widthOfString(run.text);
    }
  }

  /** @returns the text's lines, none wider than `widthPt` as far as words allow. */
  wrap(text: string, widthPt: number, style: Style): string[] {
    const lines: string[] = [];
    let line = '';
    for (const word of text.split(/\s+/).flatMap((one) => this.#pieces(one, widthPt, style))) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (line !== '' && this.width(longer, style) > widthPt) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
    return [...lines, line];
  }

  /** A word that is wider than a line is cut, as addresses of pages are. */
  #pieces(word: string, widthPt: number, style: Style): string[] {
    if (this.width(word, style) <= widthPt) return [word];
    const pieces: string[] = [];
    let piece = '';
    for (const { segment } of new Intl.Segmenter().segment(word)) {
      if (piece !== '' && this.width(piece + segment, style) > widthPt) {
        pieces.push(piece);
        piece = '';
      }
      piece += segment;
    }
    return [...pieces, piece];
  }

  #set(run: Run, style: Style): PDFKit.PDFDocument {
    return this.doc.font(`${run.script}-${style.weight}`).fontSize(style.sizePt);
  }

  /** @returns the whole file. */
  async end(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    const done = new Promise<void>((resolve, reject) => {
      this.doc.on('data', (piece: Buffer) => pieces.push(piece));
      this.doc.once('end', resolve);
      this.doc.once('error', reject);
    });
    this.doc.end();
    await done;
    return Buffer.concat(pieces);
  }
}

/** @returns pieces of one script each, in order; letters that no font has are replaced. */
function runsOf(text: string): Run[] {
  const runs: Run[] = [];
  for (const letter of text.normalize('NFC')) {
    const last = runs.at(-1);
    const script = SCRIPTS.find(({ letters }) => letters.test(letter))?.name;
    if (
      last !== undefined &&
      (script === last.script || (SHARED.test(letter) && script !== 'latin'))
    )
      last.text += letter;
    else
      runs.push({
        script: script ?? 'latin',
        text: script === undefined ? UNKNOWN_LETTER : letter,
      });
  }
  return runs;
}
