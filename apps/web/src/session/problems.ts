// What the cell refuses may concern the whole page: who minds hears of it, now or when they come.

/** Carries the problem's code as its detail. */
export const PROBLEM = 'jhalak-problem';

let last = '';

export function tellProblem(code: string): void {
  last = code;
  globalThis.dispatchEvent?.(new CustomEvent(PROBLEM, { detail: code }));
}

/** @returns the code of the latest; empty for none. */
export const lastProblem = (): string => last;
