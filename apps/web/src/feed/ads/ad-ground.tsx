// The ground of an ad without a picture: a colour and a letter of whoever pays, in the house's own shapes.

import './ads.css';

/** Grounds in the style sheet: `.ad-tone-0` to `.ad-tone-4`. */
const TONES = 5;

export function AdGround({ sponsor }: { sponsor: string }) {
  return (
    <div class={`ad-ground ad-tone-${toneOf(sponsor)}`} aria-hidden="true">
      <i />
      <i>{firstLetter(sponsor)}</i>
      <i />
    </div>
  );
}

function toneOf(sponsor: string): number {
  let sum = 11;
  for (const letter of sponsor) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
  return sum % TONES;
}

/** A whole letter with its marks. */
function firstLetter(name: string): string {
  return (/^\P{M}\p{M}*/u.exec(name)?.[0] ?? '').toLocaleUpperCase();
}
