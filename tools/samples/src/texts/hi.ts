// Hindi.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Hindi words. */
export const HINDI: LanguageTexts = {
  name: 'हिन्दी',
  sample: 'नमूना',
  laugh: 'हा हा!',
  letter: 'अ',
  clips: {
    music: {
      label: 'संगीत',
      headline: 'सितार की पहली बारिश',
      caption: 'आँखें बंद कीजिए और बूँदों के साथ सुर सुनिए। #सितार #संगीत',
    },
    dance: {
      label: 'नृत्य',
      headline: 'घूमर की एक शाम',
      caption: 'घाघरा घूमे तो पूरा आँगन घूमे। #घूमर #नृत्य',
    },
    comedy: {
      label: 'कॉमेडी',
      headline: 'हँसी रुकती ही नहीं',
      caption: 'माइक मेरे हाथ में और हँसी आपकी। #हँसी #कॉमेडी',
    },
    sports: {
      label: 'क्रिकेट',
      headline: 'आख़िरी ओवर, छह रन',
      caption: 'एक गेंद बाक़ी है। आप किसे भेजते? #क्रिकेट #आख़िरीओवर',
    },
    food: {
      label: 'खान-पान',
      headline: 'अदरक वाली चाय',
      caption: 'पहले अदरक, फिर सब्र, फिर एक घूँट। #चाय #खानपान',
    },
    travel: {
      label: 'यात्रा',
      headline: 'पहाड़ों की रेल',
      caption: 'खिड़की वाली सीट और ग्यारह सुरंगें। #रेलयात्रा #पहाड़',
    },
    news: {
      label: 'समाचार',
      headline: 'एक ख़बर, पाँच अख़बार',
      caption: 'बात एक है, फिर फ़र्क़ कहाँ है? #समाचार #झलक',
    },
    learning: {
      label: 'ज्ञान',
      headline: 'त्रिभुज का रहस्य',
      caption: 'तीन वर्ग, थोड़ी-सी चॉक और एक पुराना नियम। #गणित #ज्ञान',
    },
  },
  creators: [
    {
      handle: 'meera_joshi',
      displayName: 'मीरा जोशी',
      bio: 'सुर, घूमर और अदरक वाली चाय।',
      genres: ['music', 'dance', 'food', 'travel'],
    },
    {
      handle: 'imran_qureshi',
      displayName: 'इमरान क़ुरैशी',
      bio: 'हँसाता भी हूँ, पढ़ाता भी हूँ, मैच कभी नहीं छोड़ता।',
      genres: ['comedy', 'sports', 'news', 'learning'],
    },
  ],
};
