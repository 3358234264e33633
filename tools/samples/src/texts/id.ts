// Bahasa Indonesia.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Indonesian words. */
export const INDONESIAN: LanguageTexts = {
  name: 'Bahasa Indonesia',
  sample: 'Contoh',
  laugh: 'Wkwkwk!',
  letter: 'B',
  clips: {
    music: {
      label: 'Musik',
      headline: 'Kendang tengah malam',
      caption: 'Pejamkan mata dan hitung ketukannya. #kendang #musik',
    },
    dance: {
      label: 'Tari',
      headline: 'Bunga yang menari',
      caption: 'Kelopak demi kelopak, mengikuti irama. #tari #bunga',
    },
    comedy: {
      label: 'Komedi',
      headline: 'Jangan sampai ketawa',
      caption: 'Empat teman, satu lelucon, semua kalah. #komedi #lucu',
    },
    sports: {
      label: 'Kriket',
      headline: 'Rahasia bola melengkung',
      caption: 'Perhatikan jahitannya, bukan tangannya. #kriket #olahraga',
    },
    food: {
      label: 'Kuliner',
      headline: 'Sepiring sembilan rasa',
      caption: 'Manis, asam, asin, pedas: lengkap di satu piring. #kuliner #nasicampur',
    },
    travel: {
      label: 'Jalan-jalan',
      headline: 'Senja di atas perahu',
      caption: 'Tanpa rencana, cuma air dan cahaya. #senja #jalanjalan',
    },
    news: {
      label: 'Berita',
      headline: 'Dunia dalam semenit',
      caption: 'Apa yang ramai dibicarakan hari ini? #berita',
    },
    learning: {
      label: 'Belajar',
      headline: 'Mari menulis huruf B',
      caption: 'Satu tiang dan dua perut bulat. Gampang, kan? #belajar #huruf',
    },
  },
  creators: [
    {
      handle: 'sari_puspita',
      displayName: 'Sari Puspita',
      bio: 'Menari, memasak, dan mengajar huruf pada adik-adik.',
      genres: ['music', 'dance', 'food', 'learning'],
    },
    {
      handle: 'bagus_wibowo',
      displayName: 'Bagus Wibowo',
      bio: 'Cerita lucu dari dermaga sampai lapangan.',
      genres: ['comedy', 'sports', 'travel', 'news'],
    },
  ],
};
