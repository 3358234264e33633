// Invented festivals, music, stage, food. Self-written; no real place, person or company is meant.

import type { SampleStory } from '../press-types.ts';

export const CULTURE: readonly SampleStory[] = [
  {
    id: 'kite-festival',
    hoursAgo: 26,
    category: 'Entertainment',
    picture: 'kites',
    alternative: 'Colourful kites over the roofs of a town',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'Eleven thousand kites over the roofs of Ambapur',
        text: [
          'Eleven thousand kites stood over Ambapur on Sunday, more than the festival has ever counted. The smallest was the size of a stamp, the largest needed nine people.',
          'A jury of children gave the first prize to a whale with moving eyes.',
          'Strings with glass were forbidden for the first time, and no bird was hurt.',
        ],
      },
      {
        paper: 'path',
        after: 90,
        title: 'अंबापुर के आसमान में ग्यारह हज़ार पतंगें',
        text: [
          'अंबापुर के पतंग उत्सव में रविवार को ग्यारह हज़ार पतंगें उड़ीं, जो अब तक की सबसे बड़ी गिनती है।',
          'काँच वाला माँझा पहली बार मना था और किसी पक्षी को चोट नहीं आई।',
          'पहला इनाम एक व्हेल को मिला जिसकी आँखें हिलती थीं।',
        ],
      },
      {
        paper: 'kite',
        after: 140,
        title: 'Sebelas ribu layang-layang di atas Ambapur',
        text: [
          'Festival layang-layang Ambapur pada Minggu mencatat sebelas ribu layang-layang, rekor baru.',
          'Benang gelasan dilarang untuk pertama kalinya dan tidak ada burung yang terluka.',
        ],
      },
    ],
  },
  {
    id: 'lantern-night',
    hoursAgo: 38,
    category: 'Entertainment',
    picture: 'lanterns',
    alternative: 'रात की नदी पर तैरते दीये और आसमान में लालटेन',
    reports: [
      {
        paper: 'path',
        after: 0,
        title: 'सारणी नदी पर एक लाख दीये',
        text: [
          'सारणी नदी के दोनों किनारों पर शनिवार रात एक लाख दीये जलाए गए।',
          'दीये मिट्टी और पत्तों के थे, ताकि नदी में कुछ न बचे। सुबह 600 स्वयंसेवकों ने घाट साफ किए।',
        ],
      },
      {
        paper: 'light',
        after: 60,
        title: 'సారణి నదిపై లక్ష దీపాలు',
        text: [
          'సారణి నది రెండు ఒడ్డులపై శనివారం రాత్రి లక్ష దీపాలు వెలిగించారు.',
          'మట్టి, ఆకులతో చేసిన దీపాలే వాడారు. ఉదయం 600 మంది వాలంటీర్లు ఘాట్లను శుభ్రం చేశారు.',
        ],
      },
    ],
  },
  {
    id: 'drum-record',
    hoursAgo: 16,
    category: 'Music',
    picture: 'drums',
    alternative: 'Two hand drums with circles of sound around them',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: '2,100 drummers play one rhythm for eleven minutes',
        text: [
          '2,100 drummers played one rhythm for eleven minutes in the stadium of Suryanagar on Monday, the organisers said. The youngest was six, the oldest 88.',
          'Nobody lost the beat, because a lamp above the field blinked with it.',
        ],
      },
      {
        paper: 'wave',
        after: 70,
        title: 'ஒரே தாளத்தில் 2,400 பேர் முழங்கினர்',
        text: [
          'சூர்யநகர் அரங்கில் திங்கட்கிழமை 2,400 பேர் ஒரே தாளத்தைப் பதினொரு நிமிடம் வாசித்தனர்.',
          'ஆறு வயது சிறுமியும் 88 வயது முதியவரும் அதில் இருந்தனர். விளக்கு ஒன்று தாளத்துக்கு ஏற்ப மின்னியது.',
        ],
      },
      {
        paper: 'light',
        after: 110,
        title: 'ఒకే తాళంలో 2,100 మంది వాద్యకారులు',
        text: [
          'సూర్యనగర్ మైదానంలో సోమవారం 2,100 మంది వాద్యకారులు పదకొండు నిమిషాల పాటు ఒకే తాళం వాయించారు.',
          'వారిలో ఆరేళ్ల బాలిక నుంచి 88 ఏళ్ల వృద్ధుడి వరకు ఉన్నారు.',
        ],
      },
    ],
  },
  {
    id: 'old-strings',
    hoursAgo: 55,
    category: 'Music',
    picture: 'strings',
    alternative: 'ஒரு பழைய வீணையின் தந்திகள் ஒளியில்',
    reports: [
      {
        paper: 'wave',
        after: 0,
        title: '300 ஆண்டுப் பழமையான வீணை மீண்டும் ஒலித்தது',
        text: [
          'நீலம் துறைமுக அருங்காட்சியகத்தில் இருந்த 300 ஆண்டுப் பழமையான வீணை வெள்ளிக்கிழமை மீண்டும் வாசிக்கப்பட்டது.',
          'இரண்டு கைவினைஞர்கள் 19 மாதங்கள் அதைச் சீரமைத்தனர். ஒரு மரக்கட்டை மட்டுமே புதியது.',
        ],
      },
      {
        paper: 'gazette',
        after: 160,
        title: 'An instrument silent for a century plays again',
        text: [
          'A veena built about 300 years ago was played again in the museum of Port Nilam on Friday. Two craftsmen had worked on it for 19 months, and only one peg is new.',
          'The recording is free for everybody to hear and to cut into songs.',
        ],
      },
    ],
  },
  {
    id: 'folk-dance',
    hoursAgo: 43,
    category: 'Dance',
    picture: 'dancer',
    alternative: 'A dancer in a wide skirt before a golden disc',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'Forty villages bring one forgotten dance back to the stage',
        text: [
          'Dancers from 40 villages showed a harvest dance in Ambapur on Saturday that had not been seen for 60 years. Three grandmothers still knew the steps and taught them over two winters.',
          'The skirts are seven metres wide. The last turn takes the whole stage.',
        ],
      },
      {
        paper: 'light',
        after: 120,
        title: 'అరవై ఏళ్ల తర్వాత మళ్లీ పంట నృత్యం',
        text: [
          'అరవై ఏళ్లుగా ఎవరూ చూడని పంట నృత్యాన్ని నలభై గ్రామాల కళాకారులు శనివారం అంబాపురంలో ప్రదర్శించారు.',
          'ముగ్గురు అమ్మమ్మలు గుర్తుపెట్టుకున్న అడుగులను రెండు శీతాకాలాల పాటు నేర్పించారు.',
        ],
      },
    ],
  },
  {
    id: 'great-rangoli',
    hoursAgo: 64,
    category: 'Entertainment',
    picture: 'rangoli',
    alternative: 'दीयों से घिरी फूलों जैसी रंगोली',
    reports: [
      {
        paper: 'path',
        after: 0,
        title: 'पूरे मोहल्ले ने मिलकर बनाई 90 मीटर की रंगोली',
        text: [
          'सूर्यनगर के कुम्हार मोहल्ले में 700 लोगों ने मिलकर 90 मीटर चौड़ी रंगोली बनाई।',
          'रंग फूलों, हल्दी और चावल के आटे से बने। बारिश से पहले उसे ऊपर से चित्रित किया गया।',
        ],
      },
      {
        paper: 'wave',
        after: 110,
        title: '700 பேர் சேர்ந்து வரைந்த 90 மீட்டர் கோலம்',
        text: [
          'சூர்யநகரில் 700 பேர் சேர்ந்து 90 மீட்டர் அகலமான கோலத்தை வரைந்தனர்.',
          'பூக்கள், மஞ்சள், அரிசி மாவு ஆகியவற்றால் மட்டுமே வண்ணங்கள் உருவாக்கப்பட்டன.',
        ],
      },
    ],
  },
  {
    id: 'comedy-prize',
    hoursAgo: 21,
    category: 'Comedy',
    picture: 'stage',
    alternative: 'A microphone on a stage between red curtains',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'Bus conductor wins the comedy prize with jokes about change',
        text: [
          'A bus conductor from Ambapur won the comedy prize of Suryanagar on Sunday with twenty minutes about small change. The hall laughed for so long that the second half began late.',
          'The prize is a bus pass for life.',
        ],
      },
      {
        paper: 'kite',
        after: 80,
        title: 'Kondektur bus menangi lomba komedi dengan lelucon uang receh',
        text: [
          'Seorang kondektur bus dari Ambapur memenangi lomba komedi Suryanagar pada Minggu dengan cerita dua puluh menit tentang uang receh.',
          'Hadiahnya tiket bus seumur hidup.',
        ],
      },
    ],
  },
  {
    id: 'millet-meals',
    hoursAgo: 36,
    category: 'Food',
    picture: 'thali',
    alternative: 'చుట్టూ కూరలతో ఉన్న భోజనం పళ్లెం',
    reports: [
      {
        paper: 'light',
        after: 0,
        title: 'మధ్యాహ్న భోజనంలో చిరుధాన్యాలు: 1,150 బడుల్లో మొదలు',
        text: [
          'రాష్ట్రంలోని 1,150 పాఠశాలల్లో సోమవారం నుంచి మధ్యాహ్న భోజనంలో చిరుధాన్యాలు వడ్డిస్తున్నారు.',
          'పిల్లలే తొమ్మిది వంటకాలను రుచి చూసి ఐదింటిని ఎంచుకున్నారు. రాగి లడ్డుకు ఎక్కువ ఓట్లు వచ్చాయి.',
        ],
      },
      {
        paper: 'gazette',
        after: 150,
        title: 'Children choose the menu: millet comes to 1,150 school kitchens',
        text: [
          '1,150 schools serve millet at noon since Monday. Children tasted nine dishes and kept five; the sweet one won, as everybody had said it would.',
          'Farmers of the dry hills have sold their harvest for two years ahead.',
        ],
      },
      {
        paper: 'wave',
        after: 190,
        title: '1,150 பள்ளிகளில் சிறுதானிய மதிய உணவு',
        text: [
          '1,150 பள்ளிகளில் திங்கட்கிழமை முதல் சிறுதானிய மதிய உணவு வழங்கப்படுகிறது.',
          'ஒன்பது உணவுகளைச் சுவைத்த மாணவர்கள் ஐந்தைத் தேர்ந்தெடுத்தனர்.',
        ],
      },
    ],
  },
  {
    id: 'tea-stalls',
    hoursAgo: 9,
    category: 'Food',
    picture: 'chai',
    alternative: 'A glass of tea with steam and spices',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'Tea stalls of Suryanagar open again after two days',
        text: [
          'The tea stalls of Suryanagar opened again on Tuesday morning. For two days 3,400 of them had stayed shut against a new fee for places on the pavement.',
          'The city lowered the fee to 40 coins a month and promised taps with clean water at 75 corners.',
        ],
      },
      {
        paper: 'path',
        after: 30,
        title: 'दो दिन बाद फिर खुलीं सूर्यनगर की चाय की दुकानें',
        text: [
          'सूर्यनगर की 3,400 चाय की दुकानें मंगलवार सुबह फिर खुल गईं। वे फुटपाथ की नई फीस के विरोध में दो दिन बंद थीं।',
          'नगर निगम ने फीस घटाकर महीने के 40 सिक्के कर दी है।',
        ],
      },
      {
        paper: 'light',
        after: 65,
        title: 'మళ్లీ తెరుచుకున్న సూర్యనగర్ టీ దుకాణాలు',
        text: [
          'రెండు రోజుల తర్వాత సూర్యనగర్‌లోని 3,400 టీ దుకాణాలు మంగళవారం తెరుచుకున్నాయి.',
          'ఫుట్‌పాత్ రుసుమును నగర పాలక సంస్థ నెలకు 40 నాణేలకు తగ్గించింది.',
        ],
      },
    ],
  },
  {
    id: 'film-on-boats',
    hoursAgo: 30,
    category: 'Entertainment',
    reports: [
      {
        paper: 'wave',
        after: 0,
        title: 'படகுகளில் இருந்து படம் பார்க்கும் விழா தொடங்கியது',
        text: [
          'நீலம் துறைமுகத்தில் 47 படங்கள் திரையிடப்படும் விழா ஞாயிற்றுக்கிழமை தொடங்கியது. திரை கரையில், பார்வையாளர்கள் படகுகளில்.',
          'மழை வந்தால் மீன் சந்தைக் கூடத்தில் படம் காட்டப்படும்.',
        ],
      },
      {
        paper: 'courier',
        after: 75,
        title: 'At Port Nilam the cinema is on the shore and the audience on the water',
        text: [
          'A festival of 47 films opened at Port Nilam on Sunday. The screen stands on the pier and most of the audience sits in boats.',
          'If it rains, the fish market becomes the hall.',
        ],
      },
    ],
  },
];
