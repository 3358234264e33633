// The sentences behind reasons, in the languages of the interface. Self-written, not reviewed by native speakers.

import {
  CONTENT_LANGUAGES,
  GENRE_NAMES,
  INTERFACE_LANGUAGES,
  type InterfaceLanguage,
} from '@jhalak/contracts/languages';
import type { Reason } from './reason.ts';

interface Texts {
  becauseWatched: string;
  followed: string;
  likes: (genre: string, language: string) => string;
  likesGenre: (genre: string) => string;
  chose: (genre: string, language: string) => string;
  choseGenre: (genre: string) => string;
  trending: (language: string) => string;
  popular: (language: string) => string;
  fresh: (language: string) => string;
  explore: (genre: string) => string;
  editor: string;
}

const TEXTS: Readonly<Record<InterfaceLanguage, Texts>> = {
  en: {
    becauseWatched: 'People who watched what you watched liked this too',
    followed: 'You follow this creator',
    likes: (genre, language) => `You often look at ${genre} in ${language}`,
    likesGenre: (genre) => `You often look at ${genre}`,
    chose: (genre, language) => `You chose ${genre} and ${language}`,
    choseGenre: (genre) => `You chose ${genre}`,
    trending: (language) => `Many sources report it now in ${language}`,
    popular: (language) => `Often opened in ${language}`,
    fresh: (language) => `New in ${language}`,
    explore: (genre) => `Something different: do you like ${genre}?`,
    editor: 'Chosen by the editors',
  },
  hi: {
    becauseWatched: 'आपके जैसे दर्शकों ने यह भी देखा',
    followed: 'आप इन्हें फ़ॉलो करते हैं',
    likes: (genre, language) => `आप अक्सर ${language} में ${genre} देखते हैं`,
    likesGenre: (genre) => `आप अक्सर ${genre} देखते हैं`,
    chose: (genre, language) => `आपने ${genre} और ${language} चुना है`,
    choseGenre: (genre) => `आपने ${genre} चुना है`,
    trending: (language) => `${language} में अभी कई स्रोत यह बता रहे हैं`,
    popular: (language) => `${language} में अक्सर खोला गया`,
    fresh: (language) => `${language} में नया`,
    explore: (genre) => `कुछ अलग: क्या आपको ${genre} पसंद है?`,
    editor: 'संपादकों ने चुना',
  },
  ta: {
    becauseWatched: 'உங்களைப் போன்றவர்கள் இதையும் பார்த்தார்கள்',
    followed: 'இவரை நீங்கள் பின்தொடர்கிறீர்கள்',
    likes: (genre, language) => `நீங்கள் ${language} ${genre} அடிக்கடி பார்க்கிறீர்கள்`,
    likesGenre: (genre) => `நீங்கள் ${genre} அடிக்கடி பார்க்கிறீர்கள்`,
    chose: (genre, language) => `நீங்கள் ${genre}, ${language} தேர்ந்தெடுத்தீர்கள்`,
    choseGenre: (genre) => `நீங்கள் ${genre} தேர்ந்தெடுத்தீர்கள்`,
    trending: (language) => `${language} மொழியில் பலரும் இப்போது தெரிவிக்கிறார்கள்`,
    popular: (language) => `${language} மொழியில் அடிக்கடி திறக்கப்பட்டது`,
    fresh: (language) => `${language} மொழியில் புதியது`,
    explore: (genre) => `சற்று வித்தியாசமாக: ${genre} பிடிக்குமா?`,
    editor: 'ஆசிரியர்கள் தேர்ந்தெடுத்தது',
  },
  te: {
    becauseWatched: 'మీలాంటి ప్రేక్షకులు ఇది కూడా చూశారు',
    followed: 'మీరు వీరిని అనుసరిస్తున్నారు',
    likes: (genre, language) => `మీరు ${language}లో ${genre} తరచుగా చూస్తారు`,
    likesGenre: (genre) => `మీరు ${genre} తరచుగా చూస్తారు`,
    chose: (genre, language) => `మీరు ${genre}, ${language} ఎంచుకున్నారు`,
    choseGenre: (genre) => `మీరు ${genre} ఎంచుకున్నారు`,
    trending: (language) => `${language}లో ఇప్పుడు చాలా మంది చెబుతున్నారు`,
    popular: (language) => `${language}లో తరచుగా తెరిచినది`,
    fresh: (language) => `${language}లో కొత్తది`,
    explore: (genre) => `కాస్త భిన్నంగా: ${genre} ఇష్టమా?`,
    editor: 'సంపాదకుల ఎంపిక',
  },
  id: {
    becauseWatched: 'Penonton seperti Anda juga menonton ini',
    followed: 'Anda mengikuti kreator ini',
    likes: (genre, language) => `Anda sering melihat ${genre} berbahasa ${language}`,
    likesGenre: (genre) => `Anda sering melihat ${genre}`,
    chose: (genre, language) => `Anda memilih ${genre} dan ${language}`,
    choseGenre: (genre) => `Anda memilih ${genre}`,
    trending: (language) => `Kini diberitakan banyak sumber dalam ${language}`,
    popular: (language) => `Sering dibuka dalam ${language}`,
    fresh: (language) => `Baru dalam ${language}`,
    explore: (genre) => `Sesuatu yang berbeda: suka ${genre}?`,
    editor: 'Pilihan redaksi',
  },
};

const LANGUAGES = new Map(CONTENT_LANGUAGES.map((language) => [language.code as string, language]));

/** @param packLanguage of the channel; English stands in where the interface does not speak it. @returns one sentence. */
export function reasonText(reason: Reason, packLanguage: string): string {
  const locale = INTERFACE_LANGUAGES.find((one) => one === packLanguage) ?? 'en';
  const texts = TEXTS[locale];
  const genreNames: Readonly<Record<string, string>> = GENRE_NAMES[locale];
  const genre = genreNames[reason.genre] ?? reason.genre;
  const known = LANGUAGES.get(reason.language);
  const language = (locale === 'en' ? known?.english : known?.name) ?? reason.language;
  switch (reason.code) {
    case 'because_watched':
      return texts.becauseWatched;
    case 'followed':
      return texts.followed;
    case 'language_genre':
      return reason.chosen === true ? texts.chose(genre, language) : texts.likes(genre, language);
    case 'genre':
      return reason.chosen === true ? texts.choseGenre(genre) : texts.likesGenre(genre);
    case 'trending':
      return texts.trending(language);
    case 'popular':
      return texts.popular(language);
    case 'new':
      return texts.fresh(language);
    case 'explore':
      return texts.explore(genre);
    case 'editor':
      return texts.editor;
  }
}
