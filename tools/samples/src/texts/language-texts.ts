// The shape of one language's words. The texts are self-written and not yet reviewed by native
// speakers (README): corrections are welcome as plain edits of these files.

import type { SampleGenre } from '../sample-types.ts';

/** What one clip says. */
interface ClipTexts {
  /** The genre's name on the chip, in the language. */
  readonly label: string;
  /** Two to four words, large on screen. */
  readonly headline: string;
  /** One or two sentences with one or two hashtags. */
  readonly caption: string;
}

/** One person of the sample world, as written in texts/<language>.ts. */
interface CreatorTexts {
  readonly handle: string;
  readonly displayName: string;
  readonly bio: string;
  readonly genres: readonly SampleGenre[];
}

/** All words of one language. */
export interface LanguageTexts {
  /** The language's name in itself. */
  readonly name: string;
  /** "Sample", the small mark on every clip. */
  readonly sample: string;
  /** Laughter, for the stage. */
  readonly laugh: string;
  /** The letter that the learning clip draws. */
  readonly letter: string;
  readonly clips: Readonly<Record<SampleGenre, ClipTexts>>;
  /** Two creators; between them they cover all eight genres once. */
  readonly creators: readonly [CreatorTexts, CreatorTexts];
}
