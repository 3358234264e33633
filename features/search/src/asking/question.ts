// What somebody asks for, read into words and their sounds.

import { QUESTION_WORDS_MAX } from '@jhalak/contracts/search';
import { skeletonOf, soundsOf } from '../sound/sounds.ts';
import { wordsOf } from '../text/text-key.ts';

export interface AskedWord {
  /** Text key. */
  word: string;
  sound: string;
  skeleton: string;
}

export interface Question {
  /** 1 to QUESTION_WORDS_MAX, in order. */
  words: readonly AskedWord[];
  /** All of it, folded: questions that read the same are the same. */
  key: string;
}

/** @returns undefined where there is no letter or digit to look for. Cost: microseconds. */
export function readQuestion(text: string): Question | undefined {
  const words = [...wordsOf(text, QUESTION_WORDS_MAX)].map(([word, written]) => {
    const sound = soundsOf(written);
    return { word, sound, skeleton: skeletonOf(sound) };
  });
  if (words.length === 0) return undefined;
  return { words, key: words.map(({ word }) => word).join(' ') };
}
