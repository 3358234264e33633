// VAST's times: HH:MM:SS, and milliseconds behind a dot.

/** A day less a millisecond, which is what the form can say. */
const TIME_MAX_MS = 86_399_999;

/** @returns milliseconds; undefined for anything else, a percentage among them. */
export function timeToMs(text: string): number | undefined {
  const parts = /^(\d{2}):([0-5]\d):([0-5]\d)(?:\.(\d{1,3}))?$/.exec(text.trim());
  if (parts === null) return undefined;
  const [, hours, minutes, seconds, fraction = ''] = parts;
  const whole = (Number(hours) * 60 + Number(minutes)) * 60 + Number(seconds);
  return whole * 1_000 + Number(fraction.padEnd(3, '0'));
}

/** @param ms a whole number. @throws RangeError beyond a day. */
export function msToTime(ms: number): string {
  if (!Number.isInteger(ms) || ms < 0 || ms > TIME_MAX_MS)
    throw new RangeError('a time in VAST is whole milliseconds below a day');
  const two = (value: number): string => `${value}`.padStart(2, '0');
  const seconds = Math.floor(ms / 1_000);
  const text = `${two(Math.floor(seconds / 3_600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return ms % 1_000 === 0 ? text : `${text}.${`${ms % 1_000}`.padStart(3, '0')}`;
}
