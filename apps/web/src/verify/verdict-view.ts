// A verdict in words: what was proven, what that means, and what it does not mean.

import { tellDeal } from './deal-view.ts';
import type { Verdict, WitnessWord } from './judge.ts';
import { FAULT_OF, type Words } from './words/words.ts';

export interface Told {
  tone: 'proven' | 'refuted' | 'unchecked';
  /** What it does not prove; that of the log where nothing is said. */
  limits?: string;
  sentences: string[];
  /** Name and value, for those who compare. */
  details: [string, string][];
}

/** Replaces what the place shows. */
export function showVerdict(place: HTMLElement, verdict: Verdict, words: Words): void {
  const { tone, sentences, details, limits } = tell(verdict, words);
  const heading = element('h2', words[tone]);
  const list = element('dl');
  for (const [name, value] of details) list.append(element('dt', name), element('dd', value));
  place.className = `verdict ${tone}`;
  place.replaceChildren(heading, ...sentences.map((sentence) => element('p', sentence)), list);
  if (tone === 'proven') place.append(element('p', limits ?? words.limits, 'limits'));
}

function tell(verdict: Verdict, words: Words): Told {
  const language = document.documentElement.lang;
  const number = (text: string): string => BigInt(text).toLocaleString(`${language}-u-nu-latn`);
  switch (verdict.kind) {
    case 'log':
      return {
        tone: 'proven',
        sentences: [
          words.logProven(verdict.origin, number(verdict.entries)),
          words.logMeans,
          ...(verdict.olderEntries === undefined
            ? []
            : [words.olderProven(number(verdict.olderEntries))]),
          ...witnessSentences(verdict.witnesses, words, language),
        ],
        details: [[words.root, verdict.root]],
      };
    case 'entry':
      return {
        tone: 'proven',
        sentences: [
          words.entryProven(verdict.origin, number(verdict.index), number(verdict.entries)),
          words.entryMeans,
          ...witnessSentences(verdict.witnesses, words, language),
        ],
        details: [
          [words.entryTitle, readable(verdict.text)],
          [words.root, verdict.root],
        ],
      };
    case 'two-histories':
      return {
        tone: 'refuted',
        sentences: [
          words.twoHistories(verdict.origin, number(verdict.older), number(verdict.newer)),
          words.twoHistoriesMeans,
        ],
        details: [],
      };
    case 'refuted':
      return {
        tone: 'refuted',
        sentences: [words.faults[FAULT_OF[verdict.fault]]],
        details: verdict.where === '' ? [] : [[words.where, verdict.where]],
      };
    case 'deal':
    case 'deal-refuted':
      return tellDeal(verdict, words, language);
    case 'unreadable':
      return {
        tone: 'unchecked',
        sentences: [verdict.why === 'key' ? words.noKey : words.nothing],
        details: [],
      };
  }
}

function witnessSentences(
  witnesses: readonly WitnessWord[],
  words: Words,
  language: string,
): string[] {
  const form = new Intl.DateTimeFormat(`${language}-u-nu-latn`, {
    dateStyle: 'long',
    timeStyle: 'short',
  });
  return witnesses.map(({ name, atMs }) =>
    atMs === undefined ? words.notCosigned(name) : words.cosigned(name, form.format(atMs)),
  );
}

// Entries are JSON in one line; lines are easier to read.
function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

function element(tag: string, text = '', className = ''): HTMLElement {
  const made = document.createElement(tag);
  made.textContent = text;
  made.className = className;
  return made;
}
