// What a person types as their number, in whatever script and with whatever signs, as E.164; or why it is none. Pure: what
// numbers a region has is data.

/** What of a region's numbering plan matters here. */
export interface NumberPlan {
  /** Without +: `91`. */
  callingCode: string;
  /** What people put before a number at home: `0`; may be empty. */
  trunk: string;
  /** Of the number without both. */
  pattern: RegExp;
}

/** `elsewhere`: a whole number, of another country. */
export type PhoneVerdict = { kind: 'phone'; phone: string } | { kind: 'invalid' | 'elsewhere' };

/** Signs that people and phones put between digits, directions among them. */
const BETWEEN = /[\s().\-/\u00ad\u200b-\u200f\u2010-\u2015\u202a-\u202e\u2066-\u2069]/gu;
/** E.164 has 15 digits; shortest subscribers some 7. */
const WHOLE = /^\+[1-9][0-9]{6,14}$/;

/** @returns the number as E.164, once it is one of the plan's. Cost: microseconds. */
export function normalPhone(typed: string, plan: NumberPlan): PhoneVerdict {
  const plain = asciiDigits(typed.normalize('NFKC')).replace(BETWEEN, '');
  const whole = plain.startsWith('00') ? `+${plain.slice(2)}` : plain;
  const home = `+${plan.callingCode}`;
  if (whole.startsWith('+') && !whole.startsWith(home))
    return { kind: WHOLE.test(whole) ? 'elsewhere' : 'invalid' };
  const rest = whole.startsWith('+') ? whole.slice(home.length) : whole;
  const candidates = [rest, afterPrefix(rest, plan.trunk)];
  // Copied from a list that leaves out the plus.
  if (!whole.startsWith('+')) candidates.push(afterPrefix(rest, plan.callingCode));
  const subscriber = candidates.find((one) => one !== undefined && plan.pattern.test(one));
  return subscriber === undefined
    ? { kind: 'invalid' }
    : { kind: 'phone', phone: `${home}${subscriber}` };
}

/** @returns the text with the digits of every script as 0 to 9. */
export function asciiDigits(text: string): string {
  return text.replace(/\p{Nd}/gu, (digit) => String(digitValue(digit.codePointAt(0) ?? 0)));
}

/** Unicode keeps the ten digits of a script side by side: the value is the distance to the first. */
function digitValue(codePoint: number): number {
  let value = 0;
  while (value < 9 && /^\p{Nd}$/u.test(String.fromCodePoint(codePoint - value - 1))) value += 1;
  return value;
}

function afterPrefix(text: string, prefix: string): string | undefined {
  return prefix !== '' && text.startsWith(prefix) ? text.slice(prefix.length) : undefined;
}
