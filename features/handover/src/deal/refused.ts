// What the rules of a deal do not take, inside of them; `judge` makes it a value.

export class Refused extends Error {}

/** @param why one sentence that says what to do. */
export function refuse(why: string): never {
  throw new Refused(why);
}
