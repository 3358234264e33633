// A person's sign until pictures exist: the first letter of the handle on one of eight grounds.

/** Grounds in the style sheet: `.avatar-0` to `.avatar-7`. */
const GROUNDS = 8;

export function Avatar({ handle, large = false }: { handle: string; large?: boolean }) {
  return (
    <span class={`avatar avatar-${groundOf(handle)}${large ? ' is-large' : ''}`} aria-hidden="true">
      {firstLetter(handle)}
    </span>
  );
}

function groundOf(handle: string): number {
  let sum = 7;
  for (const letter of handle) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % GROUNDS;
}

/** A whole letter with its marks: क्षि stays one. */
function firstLetter(handle: string): string {
  return (/^\P{M}\p{M}*/u.exec(handle)?.[0] ?? '').toLocaleUpperCase();
}
