// Content languages and interface languages. A code is BCP 47; names are in the language itself.

/** One language as people see it. */
export interface Language {
  code: string;
  /** Its name in its own script. */
  name: string;
  english: string;
  script:
    | 'Latn'
    | 'Deva'
    | 'Taml'
    | 'Telu'
    | 'Beng'
    | 'Gujr'
    | 'Knda'
    | 'Mlym'
    | 'Guru'
    | 'Orya'
    | 'Arab';
}

/** Languages in which a clip can be published. Order is the order of the tiles. */
export const CONTENT_LANGUAGES = [
  { code: 'hi', name: 'हिन्दी', english: 'Hindi', script: 'Deva' },
  { code: 'en', name: 'English', english: 'English', script: 'Latn' },
  { code: 'ta', name: 'தமிழ்', english: 'Tamil', script: 'Taml' },
  { code: 'te', name: 'తెలుగు', english: 'Telugu', script: 'Telu' },
  { code: 'bn', name: 'বাংলা', english: 'Bengali', script: 'Beng' },
  { code: 'mr', name: 'मराठी', english: 'Marathi', script: 'Deva' },
  { code: 'gu', name: 'ગુજરાતી', english: 'Gujarati', script: 'Gujr' },
  { code: 'id', name: 'Bahasa Indonesia', english: 'Indonesian', script: 'Latn' },
  { code: 'kn', name: 'ಕನ್ನಡ', english: 'Kannada', script: 'Knda' },
  { code: 'ml', name: 'മലയാളം', english: 'Malayalam', script: 'Mlym' },
  { code: 'pa', name: 'ਪੰਜਾਬੀ', english: 'Punjabi', script: 'Guru' },
  { code: 'or', name: 'ଓଡ଼ିଆ', english: 'Odia', script: 'Orya' },
  { code: 'as', name: 'অসমীয়া', english: 'Assamese', script: 'Beng' },
  { code: 'ur', name: 'اردو', english: 'Urdu', script: 'Arab' },
] as const satisfies readonly Language[];

/** Languages of the interface, complete in every message. */
export const INTERFACE_LANGUAGES = [
  'en',
  'hi',
  'ta',
  'te',
  'id',
  'bn',
  'mr',
  'gu',
  'kn',
  'ml',
  'pa',
  'or',
  'as',
  'ur',
] as const;

export type InterfaceLanguage = (typeof INTERFACE_LANGUAGES)[number];

/** What a clip is about; a clip has exactly one. */
export const GENRES = [
  'music',
  'dance',
  'comedy',
  'sports',
  'food',
  'travel',
  'news',
  'learning',
] as const;

export type Genre = (typeof GENRES)[number];

export const LANGUAGE_CODES: readonly string[] = CONTENT_LANGUAGES.map((language) => language.code);

/** The way in which a language's lines run, for `dir`. @param code BCP 47; what is not known runs from left to right. */
export function directionOf(code: string): 'ltr' | 'rtl' {
  return CONTENT_LANGUAGES.find((language) => language.code === code)?.script === 'Arab'
    ? 'rtl'
    : 'ltr';
}
