// Tamil.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Tamil words. */
export const TAMIL: LanguageTexts = {
  name: 'தமிழ்',
  sample: 'மாதிரி',
  laugh: 'ஹா ஹா!',
  letter: 'அ',
  clips: {
    music: {
      label: 'இசை',
      headline: 'மிருதங்கம் பேசும் நேரம்',
      caption: 'கண்களை மூடித் தாளத்தை எண்ணுங்கள். #மிருதங்கம் #இசை',
    },
    dance: {
      label: 'நடனம்',
      headline: 'மார்கழிக் கோலம்',
      caption: 'புள்ளிகளைச் சுற்றி நடனமாடும் கோடுகள். #கோலம் #மார்கழி',
    },
    comedy: {
      label: 'நகைச்சுவை',
      headline: 'சிரிக்காமல் பாருங்கள்',
      caption: 'நான்கு நண்பர்கள், ஒரே ஒரு நகைச்சுவை. #சிரிப்பு',
    },
    sports: {
      label: 'கிரிக்கெட்',
      headline: 'சுழலும் பந்தின் ரகசியம்',
      caption: 'கையைப் பார்க்காதீர்கள், பந்தைப் பாருங்கள். #கிரிக்கெட்',
    },
    food: {
      label: 'உணவு',
      headline: 'வாழை இலை விருந்து',
      caption: 'ஒரே இலையில் ஒன்பது சுவைகள். #விருந்து #உணவு',
    },
    travel: {
      label: 'பயணம்',
      headline: 'படகில் ஒரு மாலை',
      caption: 'அவசரம் இல்லை, நீரும் ஒளியும் மட்டும். #பயணம் #படகு',
    },
    news: {
      label: 'செய்திகள்',
      headline: 'ஒரு நிமிடத்தில் உலகம்',
      caption: 'இன்று எல்லோரும் எதைப் பற்றிப் பேசுகிறார்கள்? #செய்திகள்',
    },
    learning: {
      label: 'கல்வி',
      headline: 'அகரம் எழுதுவோம்',
      caption: 'ஒரு சுழி, ஒரு வளைவு, ஒரு கோடு: அதுவே அ. #தமிழ் #கல்வி',
    },
  },
  creators: [
    {
      handle: 'kavitha_ravi',
      displayName: 'கவிதா ரவி',
      bio: 'கோலமும் தாளமும் என் காலை நேரம்.',
      genres: ['music', 'dance', 'food', 'learning'],
    },
    {
      handle: 'senthil_kumaran',
      displayName: 'செந்தில் குமரன்',
      bio: 'பந்தும் படகும் பக்கத்து வீட்டுக் கதைகளும்.',
      genres: ['comedy', 'sports', 'travel', 'news'],
    },
  ],
};
