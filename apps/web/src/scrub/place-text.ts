/** @returns `1:07`: a place in a clip as players write it, in the given digits. Whole seconds that have passed. Pure. */
export function placeText(ms: number, locale: string, numberingSystem: string): string {
  const digits = (value: number, least: number): string =>
    new Intl.NumberFormat(locale, {
      ...{ numberingSystem, minimumIntegerDigits: least, useGrouping: false },
    }).format(value);
  const seconds = Math.max(0, Math.floor(ms / 1000));
  return `${digits(Math.floor(seconds / 60), 1)}:${digits(seconds % 60, 2)}`;
}
