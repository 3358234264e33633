// What somebody asks for, read into words and their sounds.

import { QUESTION_WORDS_MAX } from '@jhalak/contracts/search';
import type { Sounding } from '../sound/distance.ts';
import { skeletonOf, soundsOf, writingOf } from '../sound/sounds.ts';
import { wordsOf } from '../text/text-key.ts';

export interface AskedWord extends Sounding {
  /** Text key. */
  word: string;
  skeleton: string;
}

export interface Question {
  /** 1 to QUESTION_WORDS_MAX, in order. */
  words: readonly AskedWord[];
  /** Neighbours written as one, as tags write them: the n-th is of the n-th word and the next one. */
  joined: readonly AskedWord[];
  /** All of it, folded: questions that read the same are the same. */
  key: string;
}

/** @returns undefined where there is no letter or digit to look for. Cost: microseconds. */
export function readQuestion(text: string): Question | undefined {
  const asked = [...wordsOf(text, QUESTION_WORDS_MAX)];
  if (asked.length === 0) return undefined;
  const joined = asked.slice(1).map(([word, written], at) => {
    const [wordBefore, writtenBefore] = asked[at] ?? ['', ''];
    return heard(wordBefore + word, writtenBefore + written);
  });
  const words = asked.map(([word, written]) => heard(word, written));
  return { words, joined, key: words.map(({ word }) => word).join(' ') };
}

/** @param word a text key. @param written as it is written, for its sounds. */
export function heard(word: string, written: string): AskedWord {
  const sound = soundsOf(written);
  return { word, sound, skeleton: skeletonOf(sound), writing: writingOf(written) };
}
