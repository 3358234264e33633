// What somebody asks for, read into words and their sounds.

import { QUESTION_WORDS_MAX } from '@jhalak/contracts/search';
import type { Sounding } from '../sound/distance.ts';
import { skeletonOf, soundsOf, writingOf } from '../sound/sounds.ts';
import { wordsOf } from '../text/text-key.ts';

export interface AskedWord extends Sounding {
  /** Text key. */
  word: string;
  /** As it is written: its sounds are read from this. */
  written: string;
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
  const words = asked.map(([word, written]) => heard(word, written));
  return { words, joined: joinedOf(words), key: words.map(({ word }) => word).join(' ') };
}

/** @param word a text key. @param written as it is written, for its sounds. */
export function heard(word: string, written: string): AskedWord {
  const sound = soundsOf(written);
  return { word, written, sound, skeleton: skeletonOf(sound), writing: writingOf(written) };
}

/** @returns each word with the next one, written as one. */
export function joinedOf(words: readonly AskedWord[]): AskedWord[] {
  return words.slice(1).map(({ word, written }, at) => {
    const first = words[at];
    return heard((first?.word ?? '') + word, (first?.written ?? '') + written);
  });
}
