// Invented science, schools, health, work. Self-written; no real place, person or company is meant.

import type { SampleStory } from '../press-types.ts';

export const KNOWLEDGE: readonly SampleStory[] = [
  {
    id: 'rain-satellite',
    hoursAgo: 4,
    category: 'Science',
    picture: 'rocket',
    alternative: 'A rocket rises from its tower above clouds of smoke',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Rocket carries rain satellite Varuna-5 into orbit',
        text: [
          'A rocket carried the weather satellite Varuna-5 into orbit on Tuesday at 6.12 am, the space agency said. The satellite sent its first signal 31 minutes later.',
          'It weighs 1,480 kilograms and will measure rain for seven years.',
        ],
      },
      {
        paper: 'gazette',
        after: 25,
        title: 'Varuna-5 is in orbit and has said hello',
        text: [
          'The weather satellite Varuna-5 reached its orbit on Tuesday morning, according to Tidepool Wire, and sent a first signal 31 minutes after the start.',
          'It will measure rain for seven years. Pupils on the beach counted backwards so loudly that the loudspeaker gave up.',
        ],
      },
      {
        paper: 'path',
        after: 40,
        title: 'मौसम उपग्रह वरुणा-5 कक्षा में पहुँचा',
        text: [
          'टाइडपूल वायर के अनुसार मौसम उपग्रह वरुणा-5 मंगलवार सुबह कक्षा में पहुँच गया। 31 मिनट बाद उसका पहला संकेत मिला।',
          '1,480 किलोग्राम का यह उपग्रह सात साल तक बारिश नापेगा।',
        ],
      },
      {
        paper: 'wave',
        after: 55,
        title: 'வருணா-5 செயற்கைக்கோள் சுற்றுப்பாதையில்',
        text: [
          'வருணா-5 வானிலைச் செயற்கைக்கோள் செவ்வாய் காலை சுற்றுப்பாதையை அடைந்தது என்று டைட்பூல் வயர் தெரிவித்துள்ளது.',
          '1,480 கிலோ எடையுள்ள இது ஏழு ஆண்டுகள் மழையை அளவிடும்.',
        ],
      },
      {
        paper: 'light',
        after: 70,
        title: 'కక్ష్యలోకి వరుణ-5 వాతావరణ ఉపగ్రహం',
        text: [
          'టైడ్‌పూల్ వైర్ ప్రకారం వరుణ-5 వాతావరణ ఉపగ్రహం మంగళవారం ఉదయం కక్ష్యలోకి చేరింది. 31 నిమిషాల తర్వాత తొలి సంకేతం అందింది.',
          '1,480 కిలోల ఈ ఉపగ్రహం ఏడేళ్ల పాటు వర్షాన్ని కొలుస్తుంది.',
        ],
      },
    ],
  },
  {
    id: 'new-comet',
    hoursAgo: 24,
    category: 'Science',
    picture: 'comet',
    alternative: 'A comet with two tails above a dish and two watchers',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Comet can be seen without a telescope until the end of the month',
        text: [
          'A comet found in spring can be seen without a telescope until the end of the month, the observatory on Tarang said. It stands low in the west an hour after sunset.',
          'It was last here about 4,300 years ago.',
        ],
      },
      {
        paper: 'light',
        after: 80,
        title: 'కంటికి కనిపిస్తున్న తోకచుక్క',
        text: [
          'వసంతంలో గుర్తించిన తోకచుక్కను ఈ నెలాఖరు వరకు టెలిస్కోపు లేకుండానే చూడవచ్చని టైడ్‌పూల్ వైర్ తెలిపింది.',
          'సూర్యాస్తమయం తర్వాత గంటకు పడమర దిక్కున కనిపిస్తుంది.',
        ],
      },
      {
        paper: 'kite',
        after: 110,
        title: 'Komet terlihat tanpa teleskop sampai akhir bulan',
        text: [
          'Komet yang ditemukan pada musim semi bisa dilihat tanpa teleskop sampai akhir bulan, menurut Tidepool Wire.',
          'Carilah di langit barat satu jam setelah matahari terbenam. Komet ini terakhir melintas sekitar 4.300 tahun lalu.',
        ],
      },
    ],
  },
  {
    id: 'reading-rooms',
    hoursAgo: 44,
    category: 'Education',
    picture: 'library',
    alternative: 'Three children read at a table before tall shelves and a bright window',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'A hundred villages open reading rooms in one week',
        text: [
          'A hundred villages around Ambapur opened reading rooms this week. Each began with 600 books and a rule: who finishes one writes a sentence into it for the next.',
          'Old post offices, a boat shed and one former bank became rooms.',
        ],
      },
      {
        paper: 'path',
        after: 130,
        title: 'एक हफ्ते में सौ गाँवों में खुले पुस्तकालय',
        text: [
          'अंबापुर के आसपास के सौ गाँवों में इस हफ्ते पुस्तकालय खुले। हर एक में 600 किताबें हैं।',
          'पुराने डाकघर, नाव का गोदाम और एक पुराना बैंक अब पढ़ने के कमरे हैं।',
        ],
      },
      {
        paper: 'wave',
        after: 180,
        title: 'ஒரே வாரத்தில் நூறு கிராமங்களில் வாசிப்பு அறைகள்',
        text: [
          'அம்பாபூரைச் சுற்றியுள்ள நூறு கிராமங்களில் இந்த வாரம் வாசிப்பு அறைகள் திறக்கப்பட்டன. ஒவ்வொன்றிலும் 600 புத்தகங்கள் உள்ளன.',
          'பழைய அஞ்சல் நிலையங்களும் ஒரு படகுக் கொட்டகையும் அறைகளாக மாறின.',
        ],
      },
    ],
  },
  {
    id: 'mountain-rescue',
    hoursAgo: 7,
    category: 'World',
    picture: 'snowPeak',
    alternative: 'A snow peak at dawn above firs and three small tents',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'All 14 trekkers found after a night below the Tarang pass',
        text: [
          'All 14 trekkers who had been missing below the Tarang pass were found on Tuesday morning, the mountain rescue said. They had spent the night in three tents at minus nine degrees.',
          'Two have frostbitten fingers. A shepherd had seen their lamp.',
        ],
      },
      {
        paper: 'wire',
        after: 15,
        title: 'Fourteen missing trekkers found alive',
        text: [
          'Fourteen trekkers missing since Monday below the Tarang pass were found alive, the mountain rescue said. Two were taken to hospital.',
        ],
      },
      {
        paper: 'wave',
        after: 60,
        title: 'காணாமல் போன 14 மலையேற்ற வீரர்களும் மீட்பு',
        text: [
          'தரங் கணவாய்க்குக் கீழே காணாமல் போன 14 பேரும் செவ்வாய் காலை உயிருடன் மீட்கப்பட்டனர்.',
          'மைனஸ் ஒன்பது டிகிரி குளிரில் மூன்று கூடாரங்களில் இரவைக் கழித்தனர். இருவர் மருத்துவமனையில் உள்ளனர்.',
        ],
      },
    ],
  },
  {
    id: 'tea-harvest',
    hoursAgo: 41,
    category: 'Business',
    picture: 'tea',
    alternative: 'పచ్చని తేయాకు వాలుపై ఆకులు కోస్తున్న కార్మికులు',
    reports: [
      {
        paper: 'light',
        after: 0,
        title: 'తేయాకు ధర 18 శాతం పెరిగింది, కూలి కూడా',
        text: [
          'ఈ సీజన్‌లో తేయాకు ధర 18 శాతం పెరిగిందని పెంపకందారుల సంఘం తెలిపింది. కోత తక్కువగా ఉండటమే కారణం.',
          'రోజు కూలిని 36 నాణేలు పెంచేందుకు తోటల యజమానులు అంగీకరించారు.',
        ],
      },
      {
        paper: 'wire',
        after: 90,
        title: 'Tea prices rise 18 per cent after a thin first harvest',
        text: [
          'Tea prices rose 18 per cent at the auction of Kelimara this season after a thin first harvest, the growers’ union said. Daily pay on the slopes goes up by 36 coins.',
        ],
      },
    ],
  },
  {
    id: 'rice-harvest',
    hoursAgo: 58,
    category: 'Business',
    picture: 'rice',
    alternative: 'Petani di sawah berundak yang menguning',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Panen padi naik 9 persen berkat benih tahan banjir',
        text: [
          'Panen padi di dataran Rindang naik 9 persen tahun ini. Sepertiga petani menanam benih yang tahan 14 hari di bawah air.',
          'Harga beras di pasar turun sedikit untuk pertama kalinya dalam dua tahun.',
        ],
      },
      {
        paper: 'courier',
        after: 220,
        title: 'Rice that can hold its breath brings 9 per cent more',
        text: [
          'The rice harvest on the Rindang plain is 9 per cent larger this year. A third of the farmers sowed a variety that survives two weeks under water.',
          'Prices at the market fell a little for the first time in two years.',
        ],
      },
      {
        paper: 'path',
        after: 280,
        title: 'बाढ़ सहने वाले धान से पैदावार 9 प्रतिशत बढ़ी',
        text: [
          'रिंदांग के मैदान में धान की पैदावार इस साल 9 प्रतिशत बढ़ी। एक तिहाई किसानों ने ऐसा बीज बोया जो 14 दिन पानी के नीचे रह सकता है।',
        ],
      },
    ],
  },
  {
    id: 'breath-test',
    hoursAgo: 52,
    category: 'Health',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'A breath test for tuberculosis gives an answer in twelve minutes',
        text: [
          'A breath test for tuberculosis gave the right answer for 94 of 100 people in a study with 2,600 patients, the medical college of Suryanagar said. It takes twelve minutes.',
          'The test may reach village clinics next year if the health office approves it.',
        ],
      },
      {
        paper: 'path',
        after: 100,
        title: 'साँस से टीबी की जाँच, बारह मिनट में नतीजा',
        text: [
          'सूर्यनगर के मेडिकल कॉलेज ने साँस से टीबी की जाँच विकसित की है। 2,600 मरीजों के अध्ययन में सौ में से 94 नतीजे सही रहे।',
          'मंज़ूरी मिली तो अगले साल गाँवों के केंद्रों तक पहुँच सकती है।',
        ],
      },
      {
        paper: 'light',
        after: 140,
        title: 'శ్వాసతో క్షయ పరీక్ష, పన్నెండు నిమిషాల్లో ఫలితం',
        text: [
          'సూర్యనగర్ వైద్య కళాశాల శ్వాసతో క్షయ వ్యాధిని గుర్తించే పరీక్షను రూపొందించింది. 2,600 మందిపై జరిపిన అధ్యయనంలో నూటికి 94 ఫలితాలు సరైనవి.',
        ],
      },
    ],
  },
  {
    id: 'city-vote',
    hoursAgo: 15,
    category: 'Politics',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'Ambapur votes for a car-free market street, 58 to 42',
        text: [
          'The people of Ambapur voted on Monday to keep cars out of the market street: 58 per cent were for it, 42 against. 61 per cent of those who may vote did.',
          'Carts and bicycles may still pass before nine.',
        ],
      },
      {
        paper: 'wave',
        after: 55,
        title: 'அம்பாபூர் சந்தைத் தெருவில் கார்களுக்குத் தடை: மக்கள் வாக்களிப்பு',
        text: [
          'அம்பாபூர் சந்தைத் தெருவில் கார்களை அனுமதிக்க வேண்டாம் என்று 58 சதவீதம் பேர் வாக்களித்தனர். 42 சதவீதம் பேர் எதிர்த்தனர்.',
        ],
      },
      {
        paper: 'path',
        after: 85,
        title: 'अंबापुर के बाज़ार में अब कारें नहीं',
        text: [
          'अंबापुर में सोमवार को हुए मतदान में 58 प्रतिशत लोगों ने बाज़ार की सड़क से कारें हटाने के पक्ष में वोट दिया। 61 प्रतिशत लोगों ने मतदान किया।',
        ],
      },
    ],
  },
  {
    id: 'repair-school',
    hoursAgo: 66,
    category: 'Education',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Sekolah reparasi gratis buka di pasar lama Kota Rindang',
        text: [
          'Sekolah reparasi gratis dibuka di pasar lama Kota Rindang pada Jumat. Tiga puluh mekanik pensiunan mengajar memperbaiki kipas, radio, dan ponsel.',
          'Kelas pertama diikuti 180 orang.',
        ],
      },
      {
        paper: 'light',
        after: 190,
        title: 'రిపేరు నేర్పే ఉచిత బడి',
        text: [
          'కోటా రిందాంగ్ పాత మార్కెట్‌లో ఉచితంగా రిపేరు నేర్పే బడి శుక్రవారం మొదలైంది. పదవీ విరమణ చేసిన ముప్పై మంది మెకానిక్‌లు పాఠాలు చెబుతున్నారు.',
          'తొలి తరగతికి 180 మంది వచ్చారు.',
        ],
      },
    ],
  },
];
