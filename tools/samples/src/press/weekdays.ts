// Stories are told relative to the first start, so that the days they name must move with it: "on Monday" becomes the
// weekday on which the story now falls.

import type { PressLanguage, SampleStory } from './press-types.ts';

/** From Sunday, as Date counts; long forms first where a language has two. */
const WEEKDAYS: Readonly<Record<PressLanguage, readonly (readonly string[])[]>> = {
  en: [['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']],
  hi: [['रविवार', 'सोमवार', 'मंगलवार', 'बुधवार', 'गुरुवार', 'शुक्रवार', 'शनिवार']],
  ta: [
    [
      'ஞாயிற்றுக்கிழமை',
      'திங்கட்கிழமை',
      'செவ்வாய்க்கிழமை',
      'புதன்கிழமை',
      'வியாழக்கிழமை',
      'வெள்ளிக்கிழமை',
      'சனிக்கிழமை',
    ],
    ['ஞாயிறு', 'திங்கள்', 'செவ்வாய்', 'புதன்', 'வியாழன்', 'வெள்ளி', 'சனி'],
  ],
  te: [['ఆదివారం', 'సోమవారం', 'మంగళవారం', 'బుధవారం', 'గురువారం', 'శుక్రవారం', 'శనివారం']],
  id: [['Minggu', 'Senin', 'Selasa', 'Rabu', 'Kamis', 'Jumat', 'Sabtu']],
};

/** Not inside a longer word; marks belong to words in Indic scripts. */
const EDGE = { before: '(?<![\\p{L}\\p{M}])', after: '(?![\\p{L}\\p{M}])' };

/** @returns a function that moves the weekdays of a story's texts to the time at which it now happens. */
export function weekdayMover(
  story: SampleStory,
  languageOf: (report: SampleStory['reports'][number]) => PressLanguage,
  startMs: number,
): (text: string, language: PressLanguage) => string {
  const told = story.reports
    .flatMap((report) => report.text.map((text) => firstWeekday(text, languageOf(report))))
    .find((day) => day !== undefined);
  if (told === undefined) return (text) => text;
  const shift = new Date(startMs).getUTCDay() - told + 7;
  return (text, language) =>
    WEEKDAYS[language].reduce(
      (moved, names) =>
        moved.replace(pattern(names), (name) => names[(names.indexOf(name) + shift) % 7] ?? name),
      text,
    );
}

function firstWeekday(text: string, language: PressLanguage): number | undefined {
  for (const names of WEEKDAYS[language]) {
    const found = pattern(names).exec(text)?.[0];
    if (found !== undefined) return names.indexOf(found);
  }
  return undefined;
}

function pattern(names: readonly string[]): RegExp {
  return new RegExp(`${EDGE.before}(?:${names.join('|')})${EDGE.after}`, 'gu');
}
