// What the doctor finds, and how it is shown.

/** `warning`: works, but less well or less safely. `problem`: something does not work. */
export type FindingState = 'ok' | 'warning' | 'problem';

export interface Finding {
  /** What was looked at: one or two words. */
  part: string;
  state: FindingState;
  /** What is, in a few words. */
  what: string;
  /** What to do, in one sentence; absent when the state is ok. */
  mend?: string;
}

export function ok(part: string, what: string): Finding {
  return { part, state: 'ok', what };
}

export function warning(part: string, what: string, mend: string): Finding {
  return { part, state: 'warning', what, mend };
}

export function problem(part: string, what: string, mend: string): Finding {
  return { part, state: 'problem', what, mend };
}

const MARKS = { ok: '✓', warning: '!', problem: '✗' } as const;
const COLOURS = { ok: '\u001b[32m', warning: '\u001b[33m', problem: '\u001b[31m' } as const;
const PLAIN = '\u001b[0m';

/** @returns lines for people: a mark, the part and what was found, the mend below it; a sum at the end. */
export function reportLines(findings: readonly Finding[], style: 'plain' | 'coloured'): string[] {
  const width = Math.max(...findings.map((finding) => finding.part.length));
  const lines = findings.flatMap(({ part, state, what, mend }) => {
    const mark = style === 'coloured' ? `${COLOURS[state]}${MARKS[state]}${PLAIN}` : MARKS[state];
    const first = `${mark} ${part.padEnd(width)}  ${what}`;
    return mend === undefined ? [first] : [first, `  ${' '.repeat(width)}  → ${mend}`];
  });
  return [...lines, '', sumOf(findings)];
}

function sumOf(findings: readonly Finding[]): string {
  const count = (state: FindingState): number =>
    findings.filter((finding) => finding.state === state).length;
  const [problems, warnings] = [count('problem'), count('warning')];
  const words = (number: number, word: string): string =>
    `${number === 0 ? 'no' : number} ${word}${number === 1 ? '' : 's'}`;
  return `${words(problems, 'problem')}, ${words(warnings, 'warning')}, ${count('ok')} in order`;
}
