// The words that everything in this package shares: who made a clip, what it says, what it is about.

/** BCP 47 primary tags of the sample world's languages, in no order of rank. */
export const SAMPLE_LANGUAGES = ['en', 'hi', 'ta', 'te', 'id', 'bn', 'mr', 'gu'] as const;
/** One of the eight languages. */
export type SampleLanguage = (typeof SAMPLE_LANGUAGES)[number];

/** Stable genre codes; `sports` shows cricket. */
export const SAMPLE_GENRES = [
  'music',
  'dance',
  'comedy',
  'sports',
  'food',
  'travel',
  'news',
  'learning',
] as const;
/** One of the eight genres. */
export type SampleGenre = (typeof SAMPLE_GENRES)[number];

/** A made-up person who publishes sample clips. */
export interface SampleCreator {
  /** Lowercase ASCII letters, digits and underscores; unique in the world. */
  readonly handle: string;
  /** In the script of the creator's first language. */
  readonly displayName: string;
  /** First language first; at least one. */
  readonly languages: readonly SampleLanguage[];
  /** Genres of this creator's clips. */
  readonly genres: readonly SampleGenre[];
  /** One sentence in the first language. */
  readonly bio: string;
}

/** Everything that is needed to render, publish and describe one clip. */
export interface SampleClip {
  /** `sample-<language>-<genre>`: the same in every world. */
  readonly id: string;
  readonly creatorHandle: string;
  readonly language: SampleLanguage;
  readonly genre: SampleGenre;
  /** One or two sentences in the clip's language with one or two hashtags. */
  readonly caption: string;
  /** The caption's hashtags without `#`, in order. */
  readonly tags: readonly string[];
  /** The large words on screen. */
  readonly headline: string;
  /** 4,000 to 12,000, a multiple of 500. */
  readonly durationMs: number;
  /** Decides palette details, motion and sound: same seed, same pixels and samples before encoding. */
  readonly seed: number;
}
