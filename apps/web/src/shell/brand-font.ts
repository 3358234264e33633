// One brand font file for the script of the interface, after the first clip plays, and none where data is dear.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';
import devanagari from '@fontsource-variable/anek-devanagari/files/anek-devanagari-devanagari-wght-normal.woff2?url';
import latin from '@fontsource-variable/anek-latin/files/anek-latin-latin-wght-normal.woff2?url';
import tamil from '@fontsource-variable/anek-tamil/files/anek-tamil-tamil-wght-normal.woff2?url';
import telugu from '@fontsource-variable/anek-telugu/files/anek-telugu-telugu-wght-normal.woff2?url';

const FILES: Readonly<Record<InterfaceLanguage, string>> = {
  en: latin,
  id: latin,
  hi: devanagari,
  ta: tamil,
  te: telugu,
};

const asked = new Set<string>();

/** Loads the font once; a failure leaves the system's fonts. */
export async function loadBrandFont(
  language: InterfaceLanguage,
  line: { saveData: boolean; slow: boolean },
): Promise<void> {
  const url = FILES[language];
  if (line.saveData || line.slow || asked.has(url)) return;
  asked.add(url);
  try {
    const face = new FontFace('Anek', `url(${url})`, { weight: '100 800', display: 'optional' });
    document.fonts.add(await face.load());
  } catch {
    asked.delete(url);
  }
}
