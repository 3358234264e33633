// Letters for notices in scripts that few phones bring along. All others are drawn with the device's own fonts.

import meetei from '@fontsource-variable/noto-sans-meetei-mayek/files/noto-sans-meetei-mayek-meetei-mayek-wght-normal.woff2?url';
import olChiki from '@fontsource-variable/noto-sans-ol-chiki/files/noto-sans-ol-chiki-ol-chiki-wght-normal.woff2?url';
import naskh from '@fontsource-variable/noto-naskh-arabic/files/noto-naskh-arabic-arabic-wght-normal.woff2?url';

/** Fetched also where data is dear: what cannot be read cannot be agreed to. */
const FILES: Readonly<Record<string, string>> = {
  mni: meetei,
  sat: olChiki,
  // Letters of Kashmiri and Sindhi that fonts for Arabic and Urdu leave out.
  ks: naskh,
  sd: naskh,
};

const asked = new Set<string>();

/** Loads the font of this language's notice once; a failure leaves the device's own. */
export async function loadNoticeFont(language: string): Promise<void> {
  const url = FILES[language];
  if (url === undefined || asked.has(language)) return;
  asked.add(language);
  try {
    const face = new FontFace(`Notice ${language}`, `url(${url})`, { weight: '400 700' });
    document.fonts.add(await face.load());
  } catch {
    asked.delete(language);
  }
}
