/** Of the pattern that short names have; longer ones are cut. */
const LETTERS_MAX = 60;

/** @returns a short name that an advertiser's name proposes; empty where it has no Latin letter or digit. */
export function shortNameOf(name: string): string {
  return name
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/gu, '-')
    .slice(0, LETTERS_MAX)
    .replaceAll(/^-+|-+$/gu, '');
}
