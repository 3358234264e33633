// Bengali.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Bengali words. */
export const BENGALI: LanguageTexts = {
  name: 'বাংলা',
  sample: 'নমুনা',
  laugh: 'হা হা!',
  letter: 'অ',
  clips: {
    music: {
      label: 'সঙ্গীত',
      headline: 'বাউল মনের সুর',
      caption: 'একটা তার, একটা মন, আর বাকিটা সুর। #বাউল #সঙ্গীত',
    },
    dance: {
      label: 'নৃত্য',
      headline: 'ছন্দে ছন্দে দোলা',
      caption: 'পায়ে ঘুঙুর আর আকাশে পূর্ণিমা। #নৃত্য #ছন্দ',
    },
    comedy: {
      label: 'কৌতুক',
      headline: 'হাসি আর থামে না',
      caption: 'মাইক আমার হাতে, হাসি আপনার মুখে। #হাসি #কৌতুক',
    },
    sports: {
      label: 'ক্রিকেট',
      headline: 'শেষ ওভারের রোমাঞ্চ',
      caption: 'আর একটা বল বাকি। আপনি কাকে পাঠাতেন? #ক্রিকেট',
    },
    food: {
      label: 'খাবার',
      headline: 'ভাঁড়ের চা আর আড্ডা',
      caption: 'মাটির গন্ধ, আদার ঝাঁজ, বন্ধুদের গল্প। #চা #আড্ডা',
    },
    travel: {
      label: 'ভ্রমণ',
      headline: 'পাহাড়ি রেলের পথে',
      caption: 'জানালার ধারে বসলে পথই গন্তব্য। #রেল #ভ্রমণ',
    },
    news: {
      label: 'সংবাদ',
      headline: 'এক খবর, পাঁচ কাগজ',
      caption: 'ঘটনা একটাই, তফাত তবে কোথায়? #সংবাদ #ঝলক',
    },
    learning: {
      label: 'শিক্ষা',
      headline: 'ত্রিভুজের গল্প',
      caption: 'তিনটে বর্গক্ষেত্র, একটু চক আর একটা পুরোনো সূত্র। #গণিত #শিক্ষা',
    },
  },
  creators: [
    {
      handle: 'ananya_sen',
      displayName: 'অনন্যা সেন',
      bio: 'গান, নাচ আর বিকেলের চা।',
      genres: ['music', 'dance', 'food', 'travel'],
    },
    {
      handle: 'rafiq_islam',
      displayName: 'রফিক ইসলাম',
      bio: 'খেলার খবর, হাসির গল্প, একটু অঙ্ক।',
      genres: ['comedy', 'sports', 'news', 'learning'],
    },
  ],
};
