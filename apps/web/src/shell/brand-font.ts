// One brand font file for the script of the interface, after the first clip plays, and none where data is dear.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import { brandFont } from './brand-letters.ts';
import bengali from '@fontsource-variable/anek-bangla/files/anek-bangla-bengali-wght-normal.woff2?url';
import devanagari from '@fontsource-variable/anek-devanagari/files/anek-devanagari-devanagari-wght-normal.woff2?url';
import gujarati from '@fontsource-variable/anek-gujarati/files/anek-gujarati-gujarati-wght-normal.woff2?url';
import gurmukhi from '@fontsource-variable/anek-gurmukhi/files/anek-gurmukhi-gurmukhi-wght-normal.woff2?url';
import kannada from '@fontsource-variable/anek-kannada/files/anek-kannada-kannada-wght-normal.woff2?url';
import latin from '@fontsource-variable/anek-latin/files/anek-latin-latin-wght-normal.woff2?url';
import malayalam from '@fontsource-variable/anek-malayalam/files/anek-malayalam-malayalam-wght-normal.woff2?url';
import odia from '@fontsource-variable/anek-odia/files/anek-odia-oriya-wght-normal.woff2?url';
import tamil from '@fontsource-variable/anek-tamil/files/anek-tamil-tamil-wght-normal.woff2?url';
import telugu from '@fontsource-variable/anek-telugu/files/anek-telugu-telugu-wght-normal.woff2?url';
import arabic from '@fontsource-variable/vazirmatn/files/vazirmatn-arabic-wght-normal.woff2?url';

interface BrandFile {
  url: string;
  /** Where lines put the letters, in percent of the type size. */
  above: number;
  below: number;
}

/**
 * The files say of themselves how much room they want, and say it so differently that text would stand a quarter of its
 * size higher in Hindi than before the font came, with its upper signs outside of narrow lines. These keep every script
 * in the middle of its line: what the letters with their signs reach (measured), not what the rarest stack does.
 */
const LATIN: BrandFile = { url: latin, above: 100, below: 30 };
const FILES: Readonly<Record<InterfaceLanguage, BrandFile>> = {
  en: LATIN,
  id: LATIN,
  hi: { url: devanagari, above: 105, below: 35 },
  ta: { url: tamil, above: 102, below: 36 },
  te: { url: telugu, above: 104, below: 46 },
  bn: { url: bengali, above: 105, below: 38 },
  as: { url: bengali, above: 105, below: 38 },
  mr: { url: devanagari, above: 105, below: 35 },
  gu: { url: gujarati, above: 104, below: 40 },
  kn: { url: kannada, above: 101, below: 42 },
  ml: { url: malayalam, above: 99, below: 34 },
  pa: { url: gurmukhi, above: 101, below: 34 },
  or: { url: odia, above: 104, below: 42 },
  ur: { url: arabic, above: 98, below: 40 },
};

const asked = new Set<string>();

/** Loads the font once; a failure leaves the system's fonts. */
export async function loadBrandFont(
  language: InterfaceLanguage,
  line: { saveData: boolean; slow: boolean },
): Promise<void> {
  const { url, above, below } = FILES[language];
  if (line.saveData || line.slow || asked.has(url)) return;
  asked.add(url);
  try {
    const face = new FontFace('Anek', `url(${url})`, {
      weight: '100 800',
      display: 'optional',
      ascentOverride: `${above}%`,
      descentOverride: `${below}%`,
      lineGapOverride: '0%',
    });
    document.fonts.add(await face.load());
    brandFont.set(url);
  } catch {
    asked.delete(url);
  }
}
