// Marathi.

import type { LanguageTexts } from './language-texts.ts';

/** The sample world's Marathi words. */
export const MARATHI: LanguageTexts = {
  name: 'मराठी',
  sample: 'नमुना',
  laugh: 'हा हा!',
  letter: 'ळ',
  clips: {
    music: {
      label: 'संगीत',
      headline: 'तबल्याची मैफल',
      caption: 'डोळे मिटा आणि ताल मोजा. #तबला #संगीत',
    },
    dance: {
      label: 'नृत्य',
      headline: 'अंगणातली रांगोळी',
      caption: 'पाकळ्या फिरतात, रंग नाचतात. #रांगोळी #नृत्य',
    },
    comedy: {
      label: 'विनोद',
      headline: 'हसू आवरत नाही',
      caption: 'चार मित्र, एक विनोद, सगळे गारद. #विनोद #हसू',
    },
    sports: {
      label: 'क्रिकेट',
      headline: 'फिरकीची जादू',
      caption: 'हाताकडे नको, चेंडूकडे बघा. #क्रिकेट #फिरकी',
    },
    food: {
      label: 'खाद्ययात्रा',
      headline: 'पुणेरी थाळी',
      caption: 'एका ताटात नऊ चवी आणि वर लिंबाची फोड. #थाळी #खाद्ययात्रा',
    },
    travel: {
      label: 'प्रवास',
      headline: 'कोकणातली संध्याकाळ',
      caption: 'घाई नाही, फक्त पाणी आणि प्रकाश. #कोकण #प्रवास',
    },
    news: {
      label: 'बातम्या',
      headline: 'एका मिनिटात जग',
      caption: 'आज सगळे कशाबद्दल बोलत आहेत? #बातम्या #झलक',
    },
    learning: {
      label: 'शिक्षण',
      headline: 'आपला ळ शिकूया',
      caption: 'दोन गोल आणि एक रेष: झाला आपला ळ. #मराठी #शिक्षण',
    },
  },
  creators: [
    {
      handle: 'sneha_patil',
      displayName: 'स्नेहा पाटील',
      bio: 'रांगोळी, ताल आणि घरची थाळी.',
      genres: ['music', 'dance', 'food', 'learning'],
    },
    {
      handle: 'omkar_jadhav',
      displayName: 'ओंकार जाधव',
      bio: 'क्रिकेट, कोकण आणि भरपूर विनोद.',
      genres: ['comedy', 'sports', 'travel', 'news'],
    },
  ],
};
