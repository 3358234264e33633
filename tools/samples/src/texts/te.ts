// Telugu.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Telugu words. */
export const TELUGU: LanguageTexts = {
  name: 'తెలుగు',
  sample: 'నమూనా',
  laugh: 'హా హా!',
  letter: 'అ',
  clips: {
    music: {
      label: 'సంగీతం',
      headline: 'వీణ పలికే వేళ',
      caption: 'కళ్ళు మూసుకుని ఒక్క స్వరాన్ని పట్టుకోండి. #వీణ #సంగీతం',
    },
    dance: {
      label: 'నృత్యం',
      headline: 'కూచిపూడి అడుగులు',
      caption: 'ఒక అడుగు, ఒక తాళం, ఒక చిరునవ్వు. #కూచిపూడి #నృత్యం',
    },
    comedy: {
      label: 'హాస్యం',
      headline: 'నవ్వులే నవ్వులు',
      caption: 'మైకు నాది, నవ్వు మీది. #నవ్వులు #హాస్యం',
    },
    sports: {
      label: 'క్రికెట్',
      headline: 'చివరి ఓవర్ ఉత్కంఠ',
      caption: 'ఒక్క బంతి మిగిలింది. మీరైతే ఎవరిని పంపిస్తారు? #క్రికెట్',
    },
    food: {
      label: 'వంటలు',
      headline: 'ఇరానీ చాయ్ కబుర్లు',
      caption: 'ఒక కప్పు చాయ్, రెండు బిస్కెట్లు, బోలెడు కబుర్లు. #చాయ్ #కబుర్లు',
    },
    travel: {
      label: 'ప్రయాణం',
      headline: 'కొండల నడుమ రైలు',
      caption: 'కిటికీ పక్క సీటు దొరికితే చాలు. #రైలు #ప్రయాణం',
    },
    news: {
      label: 'వార్తలు',
      headline: 'ఒకే వార్త, ఐదు కోణాలు',
      caption: 'విషయం ఒకటే, తేడా ఎక్కడ? #వార్తలు #ఝలక్',
    },
    learning: {
      label: 'విజ్ఞానం',
      headline: 'త్రిభుజం రహస్యం',
      caption: 'మూడు చతురస్రాలు, కొంచెం సుద్దముక్క, ఒక పాత సూత్రం. #గణితం #విజ్ఞానం',
    },
  },
  creators: [
    {
      handle: 'lakshmi_prasanna',
      displayName: 'లక్ష్మీ ప్రసన్న',
      bio: 'వీణ, నృత్యం, సాయంత్రపు చాయ్.',
      genres: ['music', 'dance', 'food', 'travel'],
    },
    {
      handle: 'kiran_varma',
      displayName: 'కిరణ్ వర్మ',
      bio: 'నవ్వించడం ఇష్టం, నేర్పించడం ఇంకా ఇష్టం.',
      genres: ['comedy', 'sports', 'news', 'learning'],
    },
  ],
};
