// The word for an ad, and why somebody sees it, in the languages of the interface. Self-written, not reviewed by native speakers.

import type { AdWhyCode } from '@jhalak/contracts/ad-slots';
import {
  CONTENT_LANGUAGES,
  GENRE_NAMES,
  INTERFACE_LANGUAGES,
  type InterfaceLanguage,
} from '@jhalak/contracts/languages';

interface Texts {
  /** Stands on every ad. */
  label: string;
  language: (language: string) => string;
  genre: (genre: string) => string;
  state: string;
  time: string;
  interests: (genres: string) => string;
  everyone: string;
  house: string;
  partner: string;
  /** What was not used, and how to change it. */
  contextual: string;
  personal: string;
}

const TEXTS: Readonly<Record<InterfaceLanguage, Texts>> = {
  en: {
    label: 'Ad',
    language: (language) => `The clip beside it is in ${language}`,
    genre: (genre) => `The clip beside it is about ${genre}`,
    state: 'It is meant for the state that you are in',
    time: 'It is meant for this time of the day',
    interests: (genres) => `You allowed ads by interest, and lean to ${genres}`,
    everyone: 'It is meant for everybody here',
    house: 'It is from the people who run this service; nobody paid for it',
    partner: 'A partner was told what stands beside it, and nothing of you, and paid the most',
    contextual: 'Nothing that you watched or did was used to choose it.',
    personal: 'You can take back ads by interest at any time, in settings.',
  },
  hi: {
    label: 'विज्ञापन',
    language: (language) => `साथ वाली क्लिप ${language} में है`,
    genre: (genre) => `साथ वाली क्लिप ${genre} के बारे में है`,
    state: 'यह आपके राज्य के लिए है',
    time: 'यह दिन के इस समय के लिए है',
    interests: (genres) => `आपने रुचि के अनुसार विज्ञापनों की अनुमति दी है, और आपको ${genres} पसंद है`,
    everyone: 'यह यहाँ सबके लिए है',
    house: 'यह इस सेवा को चलाने वालों का है; किसी ने पैसे नहीं दिए',
    partner: 'एक साझेदार को केवल साथ वाली सामग्री बताई गई, आपके बारे में कुछ नहीं, और उसने सबसे अधिक दिया',
    contextual: 'आपने जो देखा या किया, उसका उपयोग इसे चुनने में नहीं हुआ।',
    personal: 'आप रुचि के अनुसार विज्ञापन कभी भी सेटिंग में बंद कर सकते हैं।',
  },
  ta: {
    label: 'விளம்பரம்',
    language: (language) => `அருகிலுள்ள காணொளி ${language} மொழியில் உள்ளது`,
    genre: (genre) => `அருகிலுள்ள காணொளி ${genre} பற்றியது`,
    state: 'இது உங்கள் மாநிலத்திற்கானது',
    time: 'இது நாளின் இந்த நேரத்திற்கானது',
    interests: (genres) => `ஆர்வம் சார்ந்த விளம்பரங்களை அனுமதித்தீர்கள்; ${genres} உங்களுக்குப் பிடிக்கும்`,
    everyone: 'இது இங்குள்ள அனைவருக்குமானது',
    house: 'இது இந்தச் சேவையை நடத்துபவர்களுடையது; யாரும் பணம் தரவில்லை',
    partner:
      'ஒரு கூட்டாளிக்கு அருகில் உள்ளது மட்டுமே சொல்லப்பட்டது, உங்களைப் பற்றி எதுவும் இல்லை; அவர் அதிகம் கொடுத்தார்',
    contextual: 'நீங்கள் பார்த்ததோ செய்ததோ எதுவும் இதைத் தேர்ந்தெடுக்கப் பயன்படவில்லை.',
    personal: 'ஆர்வம் சார்ந்த விளம்பரங்களை எப்போது வேண்டுமானாலும் அமைப்புகளில் நிறுத்தலாம்.',
  },
  te: {
    label: 'ప్రకటన',
    language: (language) => `పక్కన ఉన్న క్లిప్ ${language}లో ఉంది`,
    genre: (genre) => `పక్కన ఉన్న క్లిప్ ${genre} గురించి`,
    state: 'ఇది మీ రాష్ట్రం కోసం',
    time: 'ఇది రోజులోని ఈ సమయం కోసం',
    interests: (genres) => `ఆసక్తి ఆధారిత ప్రకటనలకు మీరు అనుమతించారు; మీకు ${genres} ఇష్టం`,
    everyone: 'ఇది ఇక్కడ అందరి కోసం',
    house: 'ఇది ఈ సేవను నడిపేవారిది; ఎవరూ డబ్బు చెల్లించలేదు',
    partner: 'ఒక భాగస్వామికి పక్కన ఉన్నది మాత్రమే చెప్పారు, మీ గురించి ఏమీ కాదు; వారు ఎక్కువ చెల్లించారు',
    contextual: 'మీరు చూసినది లేదా చేసినది దీన్ని ఎంచుకోవడానికి వాడలేదు.',
    personal: 'ఆసక్తి ఆధారిత ప్రకటనలను ఎప్పుడైనా సెట్టింగ్‌లలో ఆపవచ్చు.',
  },
  id: {
    label: 'Iklan',
    language: (language) => `Klip di sebelahnya berbahasa ${language}`,
    genre: (genre) => `Klip di sebelahnya tentang ${genre}`,
    state: 'Ini untuk daerah tempat Anda berada',
    time: 'Ini untuk jam-jam sekarang',
    interests: (genres) => `Anda mengizinkan iklan menurut minat, dan menyukai ${genres}`,
    everyone: 'Ini untuk semua orang di sini',
    house: 'Ini dari pengelola layanan ini; tidak ada yang membayar',
    partner:
      'Mitra hanya diberi tahu apa yang ada di sebelahnya, bukan tentang Anda, dan membayar paling banyak',
    contextual: 'Apa yang Anda tonton atau lakukan tidak dipakai untuk memilihnya.',
    personal: 'Anda dapat mencabut iklan menurut minat kapan saja di setelan.',
  },
};

/** @param language BCP 47. @returns the interface's language for it; English for one that it does not speak. */
export function interfaceLanguage(language: string): InterfaceLanguage {
  return INTERFACE_LANGUAGES.find((one) => one === language) ?? 'en';
}

/** @returns the word that stands on every ad. */
export function labelIn(locale: InterfaceLanguage): string {
  return TEXTS[locale].label;
}

/** @returns why, in a sentence. @param about of what stands beside it, and the leanings that decided. */
export function whyText(
  code: AdWhyCode,
  about: { language: string; genre?: string | undefined; interests: readonly string[] },
  locale: InterfaceLanguage,
): string {
  const texts = TEXTS[locale];
  switch (code) {
    case 'language':
      return texts.language(languageName(about.language));
    case 'genre':
      return texts.genre(genreName(about.genre ?? '', locale));
    case 'interests':
      return texts.interests(about.interests.map((one) => genreName(one, locale)).join(', '));
    default:
      return texts[code];
  }
}

/** @returns what was not used, or how to take it back. */
export function promiseIn(locale: InterfaceLanguage, personal: boolean): string {
  return personal ? TEXTS[locale].personal : TEXTS[locale].contextual;
}

function languageName(code: string): string {
  return CONTENT_LANGUAGES.find((language) => language.code === code)?.name ?? code;
}

function genreName(genre: string, locale: InterfaceLanguage): string {
  return (GENRE_NAMES[locale] as Readonly<Record<string, string>>)[genre] ?? genre;
}
