// Code without what is said about it: rules that look for words must not trip over comments and texts.

/**
 * Blanks comments, and the insides of strings, of TypeScript or JavaScript; line breaks and positions stay.
 *
 * A scanner by hand, good enough for rules: code inside `${}` of a template is blanked with the template, and a
 * regular expression is taken for code.
 */
export function codeOnly(source: string): string {
  const pattern =
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|'(?:\\.|[^'\\\n])*'|"(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`/g;
  return source.replace(pattern, (found) => {
    const quoted = found.startsWith('/') ? '' : found.charAt(0);
    const inside = found.slice(quoted.length, quoted === '' ? undefined : -1);
    return quoted + inside.replace(/[^\n]/g, ' ') + quoted;
  });
}

/** A place that breaks a rule. */
export interface Finding {
  readonly line: number;
  readonly text: string;
}

/** @returns every match of `pattern` (global) in `source`, with its line from 1. */
export function findAll(source: string, pattern: RegExp): Finding[] {
  return [...source.matchAll(pattern)].map((match) => ({
    line: source.slice(0, match.index).split('\n').length,
    text: match[0].trim().split('\n')[0] ?? '',
  }));
}
