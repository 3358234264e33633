// Latin letters by ear, as people of India and Indonesia spell their own languages, and as English is heard there. One list
// for both: vigyan and vijnan, cricket and kriket, Ilaiyaraaja and Ilayaraja come out alike or nearly so.

/** In order: longer spellings first. */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/(?:dny|jny|gny|jn|gn|gy)(?=[aeiou])/gu, 'gn'],
  [/tion\b/gu, 'san'],
  [/ksh|x/gu, 'ks'],
  [/sch/gu, 'sk'],
  [/sh/gu, 's'],
  [/tch|cch|chh|ch/gu, 'C'],
  [/ck/gu, 'k'],
  [/zh/gu, 'l'],
  [/([tdbkgjp])h/gu, '$1'],
  // College, energy.
  [/ge\b/gu, 'j'],
  [/(?<=[rn])gy\b/gu, 'ji'],
  [/qu/gu, 'kv'],
  [/q/gu, 'k'],
  [/w/gu, 'v'],
  [/f/gu, 'p'],
  [/z/gu, 'j'],
  [/c(?=[eiy])/gu, 's'],
  [/c/gu, 'k'],
  [/C/gu, 'c'],
  // A silent e: dance, cake; not of a word without another vowel.
  [/(?<=[aeiouy][b-df-hj-np-tv-z]{1,2})e\b/gu, ''],
  [/ee|ea|ie/gu, 'i'],
  [/oo|ou/gu, 'u'],
  [/aa|ah\b/gu, 'a'],
  [/a[iy]|e[iy]/gu, 'e'],
  [/a[uw]|oa|ow/gu, 'o'],
  [/(?<!\b)y(?![aeiou])/gu, 'i'],
];

/** @param run Latin letters of one word, lower case, without accents. @returns its sounds. */
export function latinSounds(run: string): string {
  let sound = run;
  for (const [pattern, by] of RULES) sound = sound.replace(pattern, by);
  return sound;
}
