// The word for an ad, and why somebody sees it, in the languages of the interface. Self-written, not reviewed by native speakers.

import type { InterfaceLanguage } from '@jhalak/contracts/languages';

/** Sentences of one language, each with its arguments in the order in which they are asked for. */
export interface AdWords {
  /** Stands on every ad. */
  label: string;
  language: (language: string) => string;
  genre: (genre: string) => string;
  state: string;
  time: string;
  interests: (genres: string) => string;
  everyone: string;
  house: string;
  partner: string;
  /** What was not used, and how to change it. */
  contextual: string;
  personal: string;
}

export const AD_WORDS: Readonly<Record<InterfaceLanguage, AdWords>> = {
  en: {
    label: 'Ad',
    language: (language) => `The clip beside it is in ${language}`,
    genre: (genre) => `The clip beside it is about ${genre}`,
    state: 'It is meant for the state that you are in',
    time: 'It is meant for this time of the day',
    interests: (genres) => `You allowed ads by interest, and lean to ${genres}`,
    everyone: 'It is meant for everybody here',
    house: 'It is from the people who run this service; nobody paid for it',
    partner: 'A partner was told what stands beside it, and nothing of you, and paid the most',
    contextual: 'Nothing that you watched or did was used to choose it.',
    personal: 'You can take back ads by interest at any time, in settings.',
  },
  hi: {
    label: 'विज्ञापन',
    language: (language) => `साथ वाली क्लिप ${language} में है`,
    genre: (genre) => `साथ वाली क्लिप ${genre} के बारे में है`,
    state: 'यह आपके राज्य के लिए है',
    time: 'यह दिन के इस समय के लिए है',
    interests: (genres) => `आपने रुचि के अनुसार विज्ञापनों की अनुमति दी है, और आपको ${genres} पसंद है`,
    everyone: 'यह यहाँ सबके लिए है',
    house: 'यह इस सेवा को चलाने वालों का है; किसी ने पैसे नहीं दिए',
    partner: 'एक साझेदार को केवल साथ वाली सामग्री बताई गई, आपके बारे में कुछ नहीं, और उसने सबसे अधिक दिया',
    contextual: 'आपने जो देखा या किया, उसका उपयोग इसे चुनने में नहीं हुआ।',
    personal: 'आप रुचि के अनुसार विज्ञापन कभी भी सेटिंग में बंद कर सकते हैं।',
  },
  ta: {
    label: 'விளம்பரம்',
    language: (language) => `அருகிலுள்ள காணொளி ${language} மொழியில் உள்ளது`,
    genre: (genre) => `அருகிலுள்ள காணொளி ${genre} பற்றியது`,
    state: 'இது உங்கள் மாநிலத்திற்கானது',
    time: 'இது நாளின் இந்த நேரத்திற்கானது',
    interests: (genres) => `ஆர்வம் சார்ந்த விளம்பரங்களை அனுமதித்தீர்கள்; ${genres} உங்களுக்குப் பிடிக்கும்`,
    everyone: 'இது இங்குள்ள அனைவருக்குமானது',
    house: 'இது இந்தச் சேவையை நடத்துபவர்களுடையது; யாரும் பணம் தரவில்லை',
    partner:
      'ஒரு கூட்டாளிக்கு அருகில் உள்ளது மட்டுமே சொல்லப்பட்டது, உங்களைப் பற்றி எதுவும் இல்லை; அவர் அதிகம் கொடுத்தார்',
    contextual: 'நீங்கள் பார்த்ததோ செய்ததோ எதுவும் இதைத் தேர்ந்தெடுக்கப் பயன்படவில்லை.',
    personal: 'ஆர்வம் சார்ந்த விளம்பரங்களை எப்போது வேண்டுமானாலும் அமைப்புகளில் நிறுத்தலாம்.',
  },
  te: {
    label: 'ప్రకటన',
    language: (language) => `పక్కన ఉన్న క్లిప్ ${language}లో ఉంది`,
    genre: (genre) => `పక్కన ఉన్న క్లిప్ ${genre} గురించి`,
    state: 'ఇది మీ రాష్ట్రం కోసం',
    time: 'ఇది రోజులోని ఈ సమయం కోసం',
    interests: (genres) => `ఆసక్తి ఆధారిత ప్రకటనలకు మీరు అనుమతించారు; మీకు ${genres} ఇష్టం`,
    everyone: 'ఇది ఇక్కడ అందరి కోసం',
    house: 'ఇది ఈ సేవను నడిపేవారిది; ఎవరూ డబ్బు చెల్లించలేదు',
    partner: 'ఒక భాగస్వామికి పక్కన ఉన్నది మాత్రమే చెప్పారు, మీ గురించి ఏమీ కాదు; వారు ఎక్కువ చెల్లించారు',
    contextual: 'మీరు చూసినది లేదా చేసినది దీన్ని ఎంచుకోవడానికి వాడలేదు.',
    personal: 'ఆసక్తి ఆధారిత ప్రకటనలను ఎప్పుడైనా సెట్టింగ్‌లలో ఆపవచ్చు.',
  },
  id: {
    label: 'Iklan',
    language: (language) => `Klip di sebelahnya berbahasa ${language}`,
    genre: (genre) => `Klip di sebelahnya tentang ${genre}`,
    state: 'Ini untuk daerah tempat Anda berada',
    time: 'Ini untuk jam-jam sekarang',
    interests: (genres) => `Anda mengizinkan iklan menurut minat, dan menyukai ${genres}`,
    everyone: 'Ini untuk semua orang di sini',
    house: 'Ini dari pengelola layanan ini; tidak ada yang membayar',
    partner:
      'Mitra hanya diberi tahu apa yang ada di sebelahnya, bukan tentang Anda, dan membayar paling banyak',
    contextual: 'Apa yang Anda tonton atau lakukan tidak dipakai untuk memilihnya.',
    personal: 'Anda dapat mencabut iklan menurut minat kapan saja di setelan.',
  },
  bn: {
    label: 'বিজ্ঞাপন',
    language: (language) => `পাশের ভিডিওটি ${language} ভাষায়`,
    genre: (genre) => `পাশের ভিডিওর বিষয়: ${genre}`,
    state: 'আপনি যে রাজ্যে আছেন, এটি সেই রাজ্যের জন্য',
    time: 'এটি দিনের এই সময়ের জন্য',
    interests: (genres) => `আপনি আগ্রহ অনুযায়ী বিজ্ঞাপনের অনুমতি দিয়েছেন; আপনার পছন্দ: ${genres}`,
    everyone: 'এটি এখানে সবার জন্য',
    house: 'এটি এই পরিষেবা যারা চালান তাদের; এর জন্য কেউ টাকা দেয়নি',
    partner: 'একজন পার্টনারকে শুধু পাশে কী আছে জানানো হয়েছে, আপনার সম্পর্কে কিছু নয়, আর সে সবচেয়ে বেশি দিয়েছে',
    contextual: 'এটি বাছতে আপনি যা দেখেছেন বা করেছেন তার কিছুই ব্যবহার করা হয়নি।',
    personal: 'আগ্রহ অনুযায়ী বিজ্ঞাপন যেকোনো সময় সেটিংসে বন্ধ করতে পারেন।',
  },
  mr: {
    label: 'जाहिरात',
    language: (language) => `शेजारचा व्हिडिओ ${language} भाषेत आहे`,
    genre: (genre) => `शेजारच्या व्हिडिओचा विषय: ${genre}`,
    state: 'ही तुम्ही आहात त्या राज्यासाठी आहे',
    time: 'ही दिवसाच्या या वेळेसाठी आहे',
    interests: (genres) => `तुम्ही आवडीनुसार जाहिरातींना परवानगी दिली आहे; तुमची आवड: ${genres}`,
    everyone: 'ही इथल्या सगळ्यांसाठी आहे',
    house: 'ही सेवा चालवणाऱ्यांची आहे; यासाठी कोणीही पैसे दिलेले नाहीत',
    partner:
      'एका भागीदाराला फक्त शेजारी काय आहे ते सांगितले, तुमच्याबद्दल काही नाही, आणि त्याने सर्वाधिक पैसे दिले',
    contextual: 'तुम्ही पाहिलेले किंवा केलेले काहीही ही निवडण्यासाठी वापरले नाही.',
    personal: 'आवडीनुसार जाहिराती तुम्ही सेटिंग्जमध्ये कधीही बंद करू शकता.',
  },
  gu: {
    label: 'જાહેરાત',
    language: (language) => `સાથેનો વીડિયો ${language} ભાષામાં છે`,
    genre: (genre) => `સાથેના વીડિયોનો વિષય: ${genre}`,
    state: 'આ તમે જ્યાં છો તે રાજ્ય માટે છે',
    time: 'આ દિવસના આ સમય માટે છે',
    interests: (genres) => `તમે તમારી રુચિ મુજબની જાહેરાતોની પરવાનગી આપી છે, અને તમને ગમે છે: ${genres}`,
    everyone: 'આ અહીં સૌ માટે છે',
    house: 'આ સેવા ચલાવનારાની છે; કોઈએ પૈસા આપ્યા નથી',
    partner: 'એક ભાગીદારને ફક્ત બાજુમાં શું છે તે જણાવાયું, તમારા વિશે કંઈ નહીં, અને તેણે સૌથી વધુ આપ્યા',
    contextual: 'તમે જે જોયું કે કર્યું તેનો ઉપયોગ આ પસંદ કરવામાં થયો નથી.',
    personal: 'તમે રુચિ મુજબની જાહેરાતો ગમે ત્યારે સેટિંગમાં બંધ કરી શકો છો.',
  },
  kn: {
    label: 'ಜಾಹೀರಾತು',
    language: (language) => `ಪಕ್ಕದ ಕ್ಲಿಪ್ ${language} ಭಾಷೆಯಲ್ಲಿದೆ`,
    genre: (genre) => `ಪಕ್ಕದ ಕ್ಲಿಪ್‌ನ ವಿಷಯ: ${genre}`,
    state: 'ಇದು ನೀವಿರುವ ರಾಜ್ಯಕ್ಕಾಗಿ',
    time: 'ಇದು ದಿನದ ಈ ಹೊತ್ತಿಗಾಗಿ',
    interests: (genres) => `ಆಸಕ್ತಿಗೆ ತಕ್ಕ ಜಾಹೀರಾತುಗಳಿಗೆ ನೀವು ಅನುಮತಿಸಿದ್ದೀರಿ; ನಿಮ್ಮ ಒಲವು: ${genres}`,
    everyone: 'ಇದು ಇಲ್ಲಿರುವ ಎಲ್ಲರಿಗಾಗಿ',
    house: 'ಇದು ಈ ಸೇವೆ ನಡೆಸುವವರದು; ಯಾರೂ ಹಣ ಕೊಟ್ಟಿಲ್ಲ',
    partner: 'ಪಾಲುದಾರರೊಬ್ಬರಿಗೆ ಪಕ್ಕದಲ್ಲಿ ಏನಿದೆ ಎಂದಷ್ಟೇ ಹೇಳಲಾಯಿತು, ನಿಮ್ಮ ಬಗ್ಗೆ ಏನೂ ಇಲ್ಲ; ಅವರು ಅತಿ ಹೆಚ್ಚು ಕೊಟ್ಟರು',
    contextual: 'ನೀವು ನೋಡಿದ್ದು ಅಥವಾ ಮಾಡಿದ್ದು ಯಾವುದನ್ನೂ ಇದನ್ನು ಆರಿಸಲು ಬಳಸಿಲ್ಲ.',
    personal: 'ಆಸಕ್ತಿಗೆ ತಕ್ಕ ಜಾಹೀರಾತುಗಳನ್ನು ಯಾವಾಗ ಬೇಕಾದರೂ ಸೆಟ್ಟಿಂಗ್‌ಗಳಲ್ಲಿ ಹಿಂತೆಗೆಯಬಹುದು.',
  },
  ml: {
    label: 'പരസ്യം',
    language: (language) => `അരികിലെ വീഡിയോ ${language} ഭാഷയിലാണ്`,
    genre: (genre) => `അരികിലെ വീഡിയോയുടെ വിഷയം: ${genre}`,
    state: 'ഇത് നിങ്ങളുള്ള സംസ്ഥാനത്തിനുള്ളതാണ്',
    time: 'ഇത് ദിവസത്തിലെ ഈ സമയത്തേക്കുള്ളതാണ്',
    interests: (genres) => `ഇഷ്ടങ്ങൾക്കനുസരിച്ചുള്ള പരസ്യങ്ങൾ നിങ്ങൾ അനുവദിച്ചു; നിങ്ങളുടെ ഇഷ്ടം: ${genres}`,
    everyone: 'ഇത് ഇവിടെ എല്ലാവർക്കുമുള്ളതാണ്',
    house: 'ഇത് ഈ സേവനം നടത്തുന്നവരുടേതാണ്; ആരും പണം നൽകിയിട്ടില്ല',
    partner: 'അരികിലുള്ളത് എന്തെന്ന് മാത്രം ഒരു പങ്കാളിയോട് പറഞ്ഞു, നിങ്ങളെക്കുറിച്ച് ഒന്നുമില്ല; അവർ ഏറ്റവും കൂടുതൽ നൽകി',
    contextual: 'നിങ്ങൾ കണ്ടതോ ചെയ്തതോ ഒന്നും ഇത് തിരഞ്ഞെടുക്കാൻ ഉപയോഗിച്ചില്ല.',
    personal: 'ഇഷ്ടങ്ങൾക്കനുസരിച്ചുള്ള പരസ്യങ്ങൾ എപ്പോൾ വേണമെങ്കിലും ക്രമീകരണത്തിൽ പിൻവലിക്കാം.',
  },
  pa: {
    label: 'ਇਸ਼ਤਿਹਾਰ',
    language: (language) => `ਨਾਲ ਵਾਲਾ ਵੀਡੀਓ ${language} ਵਿੱਚ ਹੈ`,
    genre: (genre) => `ਨਾਲ ਵਾਲੇ ਵੀਡੀਓ ਦਾ ਵਿਸ਼ਾ: ${genre}`,
    state: 'ਇਹ ਉਸ ਰਾਜ ਲਈ ਹੈ ਜਿੱਥੇ ਤੁਸੀਂ ਹੋ',
    time: 'ਇਹ ਦਿਨ ਦੇ ਇਸ ਸਮੇਂ ਲਈ ਹੈ',
    interests: (genres) => `ਤੁਸੀਂ ਦਿਲਚਸਪੀ ਮੁਤਾਬਕ ਇਸ਼ਤਿਹਾਰਾਂ ਦੀ ਇਜਾਜ਼ਤ ਦਿੱਤੀ ਹੈ, ਅਤੇ ਤੁਹਾਡੀ ਪਸੰਦ ਹੈ: ${genres}`,
    everyone: 'ਇਹ ਇੱਥੇ ਸਭ ਲਈ ਹੈ',
    house: 'ਇਹ ਇਸ ਸੇਵਾ ਨੂੰ ਚਲਾਉਣ ਵਾਲਿਆਂ ਦਾ ਹੈ; ਕਿਸੇ ਨੇ ਪੈਸੇ ਨਹੀਂ ਦਿੱਤੇ',
    partner: 'ਇੱਕ ਭਾਈਵਾਲ ਨੂੰ ਸਿਰਫ਼ ਨਾਲ ਵਾਲੀ ਚੀਜ਼ ਦੱਸੀ ਗਈ, ਤੁਹਾਡੇ ਬਾਰੇ ਕੁਝ ਨਹੀਂ, ਅਤੇ ਉਸਨੇ ਸਭ ਤੋਂ ਵੱਧ ਦਿੱਤਾ',
    contextual: 'ਤੁਸੀਂ ਜੋ ਵੇਖਿਆ ਜਾਂ ਕੀਤਾ, ਉਹ ਇਸਨੂੰ ਚੁਣਨ ਲਈ ਨਹੀਂ ਵਰਤਿਆ ਗਿਆ।',
    personal: 'ਤੁਸੀਂ ਦਿਲਚਸਪੀ ਮੁਤਾਬਕ ਇਸ਼ਤਿਹਾਰ ਕਦੇ ਵੀ ਸੈਟਿੰਗਾਂ ਵਿੱਚ ਬੰਦ ਕਰ ਸਕਦੇ ਹੋ।',
  },
  or: {
    label: 'ବିଜ୍ଞାପନ',
    language: (language) => `ପାଖ ଭିଡିଓଟି ${language} ଭାଷାରେ`,
    genre: (genre) => `ପାଖ ଭିଡିଓର ବିଷୟ: ${genre}`,
    state: 'ଏହା ଆପଣ ଥିବା ରାଜ୍ୟ ପାଇଁ',
    time: 'ଏହା ଦିନର ଏହି ସମୟ ପାଇଁ',
    interests: (genres) => `ଆପଣ ଆଗ୍ରହ ଅନୁସାରେ ବିଜ୍ଞାପନର ଅନୁମତି ଦେଇଛନ୍ତି; ଆପଣଙ୍କ ପସନ୍ଦ: ${genres}`,
    everyone: 'ଏହା ଏଠାରେ ସମସ୍ତଙ୍କ ପାଇଁ',
    house: 'ଏହା ଏହି ସେବା ଚଲାଉଥିବା ଲୋକଙ୍କର; ଏଥିପାଇଁ କେହି ପଇସା ଦେଇନାହାନ୍ତି',
    partner: 'ଜଣେ ପାର୍ଟନରଙ୍କୁ କେବଳ ପାଖରେ କ’ଣ ଅଛି କୁହାଯାଇଥିଲା, ଆପଣଙ୍କ ବିଷୟରେ କିଛି ନୁହେଁ, ଏବଂ ସେ ସବୁଠୁ ଅଧିକ ଦେଲେ',
    contextual: 'ଏହାକୁ ବାଛିବାରେ ଆପଣ ଯାହା ଦେଖିଛନ୍ତି ବା କରିଛନ୍ତି ତାହାର କିଛି ବ୍ୟବହାର ହୋଇନାହିଁ।',
    personal: 'ଆଗ୍ରହ ଅନୁସାରେ ବିଜ୍ଞାପନ ଯେତେବେଳେ ଚାହିଁବେ ସେଟିଂରେ ବନ୍ଦ କରିପାରିବେ।',
  },
  as: {
    label: 'বিজ্ঞাপন',
    language: (language) => `কাষৰ ভিডিঅ’টো ${language} ভাষাত`,
    genre: (genre) => `কাষৰ ভিডিঅ’ৰ বিষয়: ${genre}`,
    state: 'আপুনি থকা ৰাজ্যখনৰ বাবে এইটো',
    time: 'দিনটোৰ এই সময়ৰ বাবে এইটো',
    interests: (genres) => `আপুনি আগ্ৰহ অনুসৰি বিজ্ঞাপনৰ অনুমতি দিছে; আপোনাৰ পছন্দ: ${genres}`,
    everyone: 'ইয়াত সকলোৰে বাবে এইটো',
    house: 'এই সেৱা যিসকলে চলায় এইটো তেওঁলোকৰ; ইয়াৰ বাবে কোনেও টকা দিয়া নাই',
    partner:
      'এজন অংশীদাৰক কেৱল কাষত কি আছে সেয়া জনোৱা হৈছিল, আপোনাৰ বিষয়ে একো নাই, আৰু তেওঁ আটাইতকৈ বেছি দিছে',
    contextual: 'আপুনি যি চাইছে বা কৰিছে, এইটো বাছোঁতে তাৰ একোৱেই ব্যৱহাৰ কৰা হোৱা নাই।',
    personal: 'আগ্ৰহ অনুসৰি বিজ্ঞাপন যিকোনো সময়তে ছেটিঙত বন্ধ কৰিব পাৰে।',
  },
  ur: {
    label: 'اشتہار',
    language: (language) => `ساتھ والی ویڈیو ${language} میں ہے`,
    genre: (genre) => `ساتھ والی ویڈیو ${genre} کے بارے میں ہے`,
    state: 'یہ آپ کی ریاست کے لیے ہے',
    time: 'یہ دن کے اس وقت کے لیے ہے',
    interests: (genres) =>
      `آپ نے دلچسپی کے مطابق اشتہارات کی اجازت دی ہے، اور آپ کو ${genres} پسند ہے`,
    everyone: 'یہ یہاں سب کے لیے ہے',
    house: 'یہ اس سروس کو چلانے والوں کا ہے؛ کسی نے پیسے نہیں دیے',
    partner:
      'ایک پارٹنر کو صرف ساتھ والا مواد بتایا گیا، آپ کے بارے میں کچھ نہیں، اور اس نے سب سے زیادہ دیا',
    contextual: 'آپ نے جو دیکھا یا کیا، اسے چننے میں وہ استعمال نہیں ہوا۔',
    personal: 'آپ دلچسپی کے مطابق اشتہارات کسی بھی وقت سیٹنگز میں بند کر سکتے ہیں۔',
  },
};
