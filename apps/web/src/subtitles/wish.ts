// Whether this device shows subtitles, and in which language: kept here, never sent.

export interface SubtitleWish {
  on: boolean;
  /** Chosen by hand; absent: the person's own. */
  language?: string;
}

const KEY = 'jhalak.subtitles';
/** Feeds play without sound until somebody asks for it: what is said is read. */
const DEFAULT: SubtitleWish = { on: true };

export function readWish(): SubtitleWish {
  try {
    const value = JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<SubtitleWish>;
    const language = typeof value.language === 'string' ? { language: value.language } : {};
    return { on: value.on !== false, ...language };
  } catch {
    return DEFAULT;
  }
}

export function keepWish(wish: SubtitleWish): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(wish));
  } catch {
    // A full or forbidden storage costs only the memory of it.
  }
}

/**
 * @param there languages that a clip has, one or more. @param own the interface's language. @param spoken the clip's.
 * @returns the one to show: as chosen, else the person's own, else the clip's, else the first.
 */
export function languageFor(
  there: readonly string[],
  wish: SubtitleWish,
  own: string,
  spoken: string,
): string | undefined {
  return (
    [wish.language, own, spoken].find((one) => one !== undefined && there.includes(one)) ?? there[0]
  );
}
