// English.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's English words. */
export const ENGLISH: LanguageTexts = {
  name: 'English',
  sample: 'Sample',
  laugh: 'Ha ha!',
  letter: 'A',
  clips: {
    music: {
      label: 'Music',
      headline: 'Tabla at midnight',
      caption: 'Close your eyes and count the beats. How many did you hear? #tabla #rhythm',
    },
    dance: {
      label: 'Dance',
      headline: 'Petals that dance',
      caption: 'A rangoli that turns with the music. #rangoli #dance',
    },
    comedy: {
      label: 'Comedy',
      headline: 'Try not to laugh',
      caption: 'Four friends, one joke, no survivors. #trynottolaugh',
    },
    sports: {
      label: 'Cricket',
      headline: 'The secret of swing',
      caption: 'Watch the seam, not the hand. #cricket #swing',
    },
    food: {
      label: 'Food',
      headline: 'One plate, nine flavours',
      caption: 'Sweet, sour, salty, bitter and everything between. #thali #food',
    },
    travel: {
      label: 'Travel',
      headline: 'Slow boat at sunset',
      caption: 'No plans, only water and light. #backwaters #travel',
    },
    news: {
      label: 'News',
      headline: 'The world in a minute',
      caption: 'What is everyone talking about today? #news #glimpse',
    },
    learning: {
      label: 'Learning',
      headline: 'How a letter is drawn',
      caption: 'Two slopes and a bridge: that is all an A needs. #letters #learning',
    },
  },
  creators: [
    {
      handle: 'tara_thomas',
      displayName: 'Tara Thomas',
      bio: 'Rhythm, colour and letters from a small flat by the sea.',
      genres: ['music', 'dance', 'food', 'learning'],
    },
    {
      handle: 'rohan_dsouza',
      displayName: 'Rohan D’Souza',
      bio: 'I talk about cricket on trains and about trains at cricket.',
      genres: ['comedy', 'sports', 'travel', 'news'],
    },
  ],
};
