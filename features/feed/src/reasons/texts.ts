// The sentences behind reasons, in the languages of the interface. Self-written, not reviewed by native speakers.

import {
  CONTENT_LANGUAGES,
  GENRE_NAMES,
  type InterfaceLanguage,
} from '@jhalak/contracts/languages';
import type { Reason } from '../reason.ts';

interface Texts {
  becauseWatched: (caption: string) => string;
  becauseWatchedUnnamed: string;
  followed: string;
  reposted: (handle: string) => string;
  asked: (what: string) => string;
  askedCreator: string;
  watching: (genre: string, language: string) => string;
  watchingGenre: (genre: string) => string;
  chose: (genre: string, language: string) => string;
  choseGenre: (genre: string) => string;
  popular: (language: string) => string;
  fresh: string;
  explore: (genre: string) => string;
  repeat: string;
}

const TEXTS: Readonly<Record<InterfaceLanguage, Texts>> = {
  en: {
    becauseWatched: (caption) => `People who watched “${caption}” watched this too`,
    becauseWatchedUnnamed: 'People who watched what you watched liked this too',
    followed: 'You follow this creator',
    reposted: (handle) => `@${handle} reposted this`,
    asked: (what) => `You asked for more ${what}`,
    askedCreator: 'You asked for more of this creator',
    watching: (genre, language) => `You have been watching ${genre} in ${language}`,
    watchingGenre: (genre) => `You have been watching ${genre}`,
    chose: (genre, language) => `You chose ${genre} and ${language}`,
    choseGenre: (genre) => `You chose ${genre}`,
    popular: (language) => `Popular now in ${language}`,
    fresh: 'New on Jhalak',
    explore: (genre) => `Something different: do you like ${genre}?`,
    repeat: 'You have seen everything new; this one was longest ago',
  },
  hi: {
    becauseWatched: (caption) => `जिन्होंने “${caption}” देखा, उन्होंने यह भी देखा`,
    becauseWatchedUnnamed: 'आपके जैसे दर्शकों ने यह भी देखा',
    followed: 'आप इन्हें फ़ॉलो करते हैं',
    reposted: (handle) => `@${handle} ने रीपोस्ट किया`,
    asked: (what) => `आपने ${what} और दिखाने को कहा था`,
    askedCreator: 'आपने इनके वीडियो और दिखाने को कहा था',
    watching: (genre, language) => `आप ${language} में ${genre} देखते रहे हैं`,
    watchingGenre: (genre) => `आप ${genre} देखते रहे हैं`,
    chose: (genre, language) => `आपने ${genre} और ${language} चुना है`,
    choseGenre: (genre) => `आपने ${genre} चुना है`,
    popular: (language) => `${language} में अभी लोकप्रिय`,
    fresh: 'झलक पर नया',
    explore: (genre) => `कुछ अलग: क्या आपको ${genre} पसंद है?`,
    repeat: 'नया सब देख लिया; यह सबसे पहले देखा था',
  },
  ta: {
    becauseWatched: (caption) => `“${caption}” பார்த்தவர்கள் இதையும் பார்த்தார்கள்`,
    becauseWatchedUnnamed: 'உங்களைப் போன்றவர்கள் இதையும் பார்த்தார்கள்',
    followed: 'இவரை நீங்கள் பின்தொடர்கிறீர்கள்',
    reposted: (handle) => `@${handle} மறுபகிர்ந்தார்`,
    asked: (what) => `${what} அதிகம் வேண்டும் என்று கேட்டீர்கள்`,
    askedCreator: 'இவருடையவை அதிகம் வேண்டும் என்று கேட்டீர்கள்',
    watching: (genre, language) => `நீங்கள் ${language} ${genre} பார்த்து வருகிறீர்கள்`,
    watchingGenre: (genre) => `நீங்கள் ${genre} பார்த்து வருகிறீர்கள்`,
    chose: (genre, language) => `நீங்கள் ${genre}, ${language} தேர்ந்தெடுத்தீர்கள்`,
    choseGenre: (genre) => `நீங்கள் ${genre} தேர்ந்தெடுத்தீர்கள்`,
    popular: (language) => `${language} மொழியில் இப்போது பிரபலம்`,
    fresh: 'ஜலக்கில் புதியது',
    explore: (genre) => `சற்று வித்தியாசமாக: ${genre} பிடிக்குமா?`,
    repeat: 'புதியவை அனைத்தும் பார்த்துவிட்டீர்கள்; இது முன்பே பார்த்தது',
  },
  te: {
    becauseWatched: (caption) => `“${caption}” చూసినవారు ఇది కూడా చూశారు`,
    becauseWatchedUnnamed: 'మీలాంటి ప్రేక్షకులు ఇది కూడా చూశారు',
    followed: 'మీరు వీరిని అనుసరిస్తున్నారు',
    reposted: (handle) => `@${handle} మళ్లీ పంచుకున్నారు`,
    asked: (what) => `${what} ఎక్కువగా చూపమని మీరు అడిగారు`,
    askedCreator: 'వీరివి ఎక్కువగా చూపమని మీరు అడిగారు',
    watching: (genre, language) => `మీరు ${language}లో ${genre} చూస్తున్నారు`,
    watchingGenre: (genre) => `మీరు ${genre} చూస్తున్నారు`,
    chose: (genre, language) => `మీరు ${genre}, ${language} ఎంచుకున్నారు`,
    choseGenre: (genre) => `మీరు ${genre} ఎంచుకున్నారు`,
    popular: (language) => `${language}లో ఇప్పుడు ప్రాచుర్యం`,
    fresh: 'ఝలక్‌లో కొత్తది',
    explore: (genre) => `కాస్త భిన్నంగా: ${genre} ఇష్టమా?`,
    repeat: 'కొత్తవన్నీ చూసేశారు; ఇది చాలా ముందు చూసినది',
  },
  id: {
    becauseWatched: (caption) => `Yang menonton “${caption}” juga menonton ini`,
    becauseWatchedUnnamed: 'Penonton seperti Anda juga menonton ini',
    followed: 'Anda mengikuti kreator ini',
    reposted: (handle) => `@${handle} memposting ulang ini`,
    asked: (what) => `Anda meminta lebih banyak ${what}`,
    askedCreator: 'Anda meminta lebih banyak dari kreator ini',
    watching: (genre, language) => `Anda sering menonton ${genre} berbahasa ${language}`,
    watchingGenre: (genre) => `Anda sering menonton ${genre}`,
    chose: (genre, language) => `Anda memilih ${genre} dan ${language}`,
    choseGenre: (genre) => `Anda memilih ${genre}`,
    popular: (language) => `Sedang populer dalam ${language}`,
    fresh: 'Baru di Jhalak',
    explore: (genre) => `Sesuatu yang berbeda: suka ${genre}?`,
    repeat: 'Semua yang baru sudah ditonton; ini yang paling lama berlalu',
  },
};

/** A caption in a reason is cut to this many characters. */
const CAPTION_SHOWN = 40;
const LANGUAGE_NAMES = new Map<string, string>(
  CONTENT_LANGUAGES.map((language) => [language.code, language.name]),
);
const ENGLISH_NAMES = new Map<string, string>(
  CONTENT_LANGUAGES.map((language) => [language.code, language.english]),
);

/** @param name the caption of the clip behind `because_watched`, or the handle behind `reposted`. @returns one sentence. */
export function reasonText(
  reason: Reason,
  locale: InterfaceLanguage,
  name: string | undefined,
): string {
  const texts = TEXTS[locale];
  const genreNames: Readonly<Record<string, string>> = GENRE_NAMES[locale];
  const genre = genreNames[reason.genre] ?? reason.genre;
  const names = locale === 'en' ? ENGLISH_NAMES : LANGUAGE_NAMES;
  const language = names.get(reason.language) ?? reason.language;
  switch (reason.code) {
    case 'because_watched':
      return name === undefined || name === ''
        ? texts.becauseWatchedUnnamed
        : texts.becauseWatched(shorten(name));
    case 'followed':
      return texts.followed;
    case 'reposted':
      return texts.reposted(name ?? '');
    case 'asked':
      if (reason.asked === 'creator') return texts.askedCreator;
      return texts.asked(reason.asked === 'language' ? language : genre);
    case 'language_genre':
      return reason.chosen === true
        ? texts.chose(genre, language)
        : texts.watching(genre, language);
    case 'genre':
      return reason.chosen === true ? texts.choseGenre(genre) : texts.watchingGenre(genre);
    case 'popular':
      return texts.popular(language);
    case 'new':
      return texts.fresh;
    case 'explore':
      return texts.explore(genre);
    case 'repeat':
      return texts.repeat;
  }
}

// Cut between grapheme clusters, so that no Indic letter loses its marks.
const SEGMENTS = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

function shorten(caption: string): string {
  const letters = Array.from(SEGMENTS.segment(caption), (part) => part.segment);
  return letters.length <= CAPTION_SHOWN
    ? caption
    : `${letters.slice(0, CAPTION_SHOWN).join('').trimEnd()}…`;
}
