// Gujarati.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Gujarati words. */
export const GUJARATI: LanguageTexts = {
  name: 'ગુજરાતી',
  sample: 'નમૂનો',
  laugh: 'હા હા!',
  letter: 'અ',
  clips: {
    music: {
      label: 'સંગીત',
      headline: 'તાર અને સૂરની વાત',
      caption: 'આંખો બંધ કરો અને એક સૂર પકડી લો. #સૂર #સંગીત',
    },
    dance: {
      label: 'નૃત્ય',
      headline: 'ગરબાની એક રાત',
      caption: 'તાળી પડે ને આખો ચોક ઘૂમે. #ગરબા #નૃત્ય',
    },
    comedy: {
      label: 'હાસ્ય',
      headline: 'હસવાનું અટકતું નથી',
      caption: 'માઇક મારું, હાસ્ય તમારું. #હાસ્ય #ડાયરો',
    },
    sports: {
      label: 'ક્રિકેટ',
      headline: 'છેલ્લી ઓવર, છ રન',
      caption: 'એક બોલ બાકી છે. તમે કોને મોકલો? #ક્રિકેટ',
    },
    food: {
      label: 'સ્વાદ',
      headline: 'આદુવાળી ચા',
      caption: 'પહેલાં આદુ, પછી ધીરજ, પછી એક ઘૂંટડો. #ચા #સ્વાદ',
    },
    travel: {
      label: 'પ્રવાસ',
      headline: 'પહાડોની રેલ સફર',
      caption: 'બારી પાસેની બેઠક અને લાંબો રસ્તો. #રેલ #પ્રવાસ',
    },
    news: {
      label: 'સમાચાર',
      headline: 'એક સમાચાર, પાંચ છાપાં',
      caption: 'વાત એક જ છે, તો ફરક ક્યાં છે? #સમાચાર #ઝલક',
    },
    learning: {
      label: 'જ્ઞાન',
      headline: 'ત્રિકોણનું રહસ્ય',
      caption: 'ત્રણ ચોરસ, થોડો ચોક અને એક જૂનો નિયમ. #ગણિત #જ્ઞાન',
    },
  },
  creators: [
    {
      handle: 'hetal_parmar',
      displayName: 'હેતલ પરમાર',
      bio: 'ગરબા, સૂર અને સાંજની ચા.',
      genres: ['music', 'dance', 'food', 'travel'],
    },
    {
      handle: 'nirav_solanki',
      displayName: 'નીરવ સોલંકી',
      bio: 'હસાવું છું, શીખવું છું, મેચ ચૂકતો નથી.',
      genres: ['comedy', 'sports', 'news', 'learning'],
    },
  ],
};
