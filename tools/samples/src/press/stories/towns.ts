// Invented towns: what is built, opened, repaired. Self-written; no real place, person or company is meant.

import type { SampleStory } from '../press-types.ts';

export const TOWNS: readonly SampleStory[] = [
  {
    id: 'suryanagar-metro',
    hoursAgo: 14,
    category: 'Cities',
    picture: 'metro',
    alternative: 'A white metro train crosses a city at dusk',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'Suryanagar opens its second metro line, 21 kilometres and 17 stations',
        text: [
          'Suryanagar opened its second metro line on Monday. It is 21 kilometres long, has 17 stations and took six years to build.',
          'A ride from end to end takes 38 minutes and costs 30 coins. Trains run every five minutes until midnight.',
          '64,000 people rode on the first day, many of them only to see the view from the river viaduct.',
        ],
      },
      {
        paper: 'path',
        after: 55,
        title: 'सूर्यनगर में मेट्रो की दूसरी लाइन शुरू, 24 किलोमीटर लंबी',
        text: [
          'सूर्यनगर में सोमवार को मेट्रो की दूसरी लाइन शुरू हुई। यह 24 किलोमीटर लंबी है और इसमें 17 स्टेशन हैं।',
          'एक छोर से दूसरे छोर तक 38 मिनट लगते हैं। पहले दिन 64,000 लोगों ने सफर किया।',
        ],
      },
      {
        paper: 'light',
        after: 80,
        title: 'సూర్యనగర్‌లో రెండో మెట్రో మార్గం ప్రారంభం',
        text: [
          'సూర్యనగర్‌లో రెండో మెట్రో మార్గం సోమవారం ప్రారంభమైంది. 21 కిలోమీటర్ల ఈ మార్గంలో 17 స్టేషన్లు ఉన్నాయి.',
          'చివరి నుంచి చివరికి 38 నిమిషాలు పడుతుంది. తొలి రోజు 64,000 మంది ప్రయాణించారు.',
          'ప్రతి ఐదు నిమిషాలకు ఒక రైలు నడుస్తుంది.',
        ],
      },
      {
        paper: 'wave',
        after: 120,
        title: 'சூர்யநகரில் இரண்டாவது மெட்ரோ பாதை திறப்பு',
        text: [
          'சூர்யநகரில் இரண்டாவது மெட்ரோ பாதை திங்கட்கிழமை திறக்கப்பட்டது. 21 கிலோமீட்டர் நீளமுள்ள இதில் 17 நிலையங்கள் உள்ளன.',
          'முதல் நாளில் 64,000 பேர் பயணம் செய்தனர். ஐந்து நிமிடத்துக்கு ஒரு ரயில் ஓடுகிறது.',
        ],
      },
    ],
  },
  {
    id: 'footbridge',
    hoursAgo: 50,
    category: 'Cities',
    picture: 'bridge',
    alternative: 'கிராமங்களுக்கு இடையே தொங்கும் நடைபாலத்தில் மக்கள் நடக்கிறார்கள்',
    reports: [
      {
        paper: 'wave',
        after: 0,
        title: 'இரண்டு கிராமங்களை இணைக்கும் 240 மீட்டர் நடைபாலம் திறப்பு',
        text: [
          'நிழலூர், வெளிச்சுரம் ஆகிய கிராமங்களை இணைக்கும் 240 மீட்டர் நடைபாலம் சனிக்கிழமை திறக்கப்பட்டது.',
          'முன்பு பள்ளிக்குச் செல்ல இரண்டு மணி நேரம் ஆனது. இப்போது 15 நிமிடம் போதும்.',
          'கிராம மக்களே 14 மாதங்களில் பாலத்தைக் கட்டினர்.',
        ],
      },
      {
        paper: 'courier',
        after: 140,
        title: 'A footbridge of 240 metres brings a school within a quarter of an hour',
        text: [
          'A footbridge of 240 metres between Nizhalur and Velichuram opened on Saturday. The way to school took two hours before and takes 15 minutes now.',
          'The villagers built it themselves in 14 months, with steel that an old cable car no longer needed.',
        ],
      },
    ],
  },
  {
    id: 'solar-village',
    hoursAgo: 46,
    category: 'Energy',
    picture: 'solar',
    alternative: 'గ్రామంలోని ఇళ్ల పైకప్పులపై సౌర ఫలకాలు',
    reports: [
      {
        paper: 'light',
        after: 0,
        title: 'పూర్తిగా సౌర విద్యుత్తుతో నడుస్తున్న కిరణమిద్ద',
        text: [
          'కిరణమిద్ద గ్రామం ఏడాదిగా పూర్తిగా సౌర విద్యుత్తుతో నడుస్తోంది. 310 ఇళ్లపై ఫలకాలు ఏర్పాటు చేశారు.',
          'మిగిలిన విద్యుత్తును పక్క గ్రామానికి అమ్మి, ఆ డబ్బుతో బడికి కొత్త గదులు కట్టారు.',
          'రాత్రి అవసరాలకు రెండు పెద్ద బ్యాటరీలు ఉన్నాయి.',
        ],
      },
      {
        paper: 'gazette',
        after: 210,
        title: 'A village of 310 roofs has lived on sunlight for a year',
        text: [
          'Kiranamidda has not bought electricity for a year. Panels on 310 roofs and two batteries carry the village through the night.',
          'What is left over is sold to the next village, and the money built two new rooms for the school.',
          'The village keeps a book in which everybody may read what each roof earned.',
        ],
      },
      {
        paper: 'path',
        after: 260,
        title: 'साल भर से सिर्फ धूप पर चलता एक गाँव',
        text: [
          'किरणमिद्द गाँव ने साल भर से बिजली नहीं खरीदी। 310 छतों पर लगे पैनल और दो बैटरियाँ पूरे गाँव को चलाती हैं।',
          'बची हुई बिजली पड़ोसी गाँव को बेची जाती है, और उसी पैसे से स्कूल में दो कमरे बने।',
        ],
      },
    ],
  },
  {
    id: 'offshore-wind',
    hoursAgo: 18,
    category: 'Energy',
    picture: 'wind',
    alternative: 'White wind turbines stand in the sea at sunrise',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Seventy turbines off Port Nilam begin to deliver power',
        text: [
          'The first 70 turbines off Port Nilam delivered power on Monday, the grid operator said. They can supply 900,000 homes when the wind is fresh.',
          'Another 30 turbines follow next year. The cable to the coast is 43 kilometres long.',
        ],
      },
      {
        paper: 'courier',
        after: 50,
        title: 'Wind from the sea lights 900,000 homes',
        text: [
          'Seventy turbines off Port Nilam began to deliver power on Monday, according to Tidepool Wire, enough for 900,000 homes in a fresh wind.',
          'Fishers get a lane of two kilometres between the rows, which they had asked for at 19 meetings.',
        ],
      },
      {
        paper: 'kite',
        after: 90,
        title: 'Tujuh puluh turbin lepas pantai mulai alirkan listrik',
        text: [
          'Sebanyak 70 turbin di lepas pantai Port Nilam mulai mengalirkan listrik pada Senin, menurut Tidepool Wire.',
          'Listriknya cukup untuk 900.000 rumah. Tiga puluh turbin lagi menyusul tahun depan.',
        ],
      },
    ],
  },
  {
    id: 'hill-train',
    hoursAgo: 70,
    category: 'Travel',
    picture: 'train',
    alternative: 'पहाड़ियों के बीच पुल पर चलती रेलगाड़ी',
    reports: [
      {
        paper: 'path',
        after: 0,
        title: 'तरंग पहाड़ियों की रेलगाड़ी में अब काँच की छत',
        text: [
          'तरंग पहाड़ियों की पुरानी रेल में शनिवार से काँच की छत वाले चार डिब्बे जुड़ गए।',
          'गाड़ी 32 पुलों और 11 सुरंगों से गुज़रती है और 94 किलोमीटर का सफर साढ़े चार घंटे में पूरा करती है।',
        ],
      },
      {
        paper: 'gazette',
        after: 190,
        title: 'The hill train of Tarang gets a roof of glass',
        text: [
          'Four cars with roofs of glass joined the old hill train of Tarang on Saturday. It crosses 32 bridges on 94 kilometres and takes four and a half hours, which nobody minds.',
          'Tickets for the next two months were gone within a day.',
        ],
      },
    ],
  },
  {
    id: 'electric-boats',
    hoursAgo: 31,
    category: 'Travel',
    picture: 'boat',
    alternative: 'A houseboat rests on calm water at sunset between palms',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'Half of the houseboats on Lake Velmira now run without diesel',
        text: [
          '212 of the 420 houseboats on Lake Velmira run on batteries since this week, the harbour office said.',
          'The water near the jetties carries a third less oil than two years ago. Owners pay back the motors over five years.',
        ],
      },
      {
        paper: 'wave',
        after: 100,
        title: 'வெல்மிரா ஏரியில் பாதிப் படகு வீடுகள் மின்கலத்தில் ஓடுகின்றன',
        text: [
          'வெல்மிரா ஏரியில் உள்ள 420 படகு வீடுகளில் 212 இப்போது மின்கலத்தில் ஓடுகின்றன என்று துறைமுக அலுவலகம் கூறியது.',
          'இரண்டு ஆண்டுகளில் நீரில் எண்ணெய் மூன்றில் ஒரு பங்கு குறைந்துள்ளது.',
        ],
      },
      {
        paper: 'light',
        after: 150,
        title: 'వెల్మిరా సరస్సులో సగం పడవ ఇళ్లు బ్యాటరీలతోనే',
        text: [
          'వెల్మిరా సరస్సులోని 420 పడవ ఇళ్లలో 212 ఇప్పుడు బ్యాటరీలతో నడుస్తున్నాయి.',
          'రెండేళ్లలో నీటిలో నూనె మూడో వంతు తగ్గిందని రేవు కార్యాలయం తెలిపింది.',
        ],
      },
    ],
  },
  {
    id: 'payment-outage',
    hoursAgo: 11,
    category: 'Business',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Phone payments down for three hours in four cities',
        text: [
          'Payments by phone failed for three hours in four cities on Monday evening after a fault in a data centre, the clearing house said.',
          'No money was lost. 2.1 million payments were made again or returned by midnight.',
        ],
      },
      {
        paper: 'gazette',
        after: 30,
        title: 'Three hours without phone payments: shops go back to paper and trust',
        text: [
          'Phone payments failed for three hours in four cities on Monday evening. The clearing house blamed a fault in a data centre and said that no money was lost.',
          'At the fruit market of Suryanagar sellers wrote debts on banana leaves. By midnight nearly all of them were paid.',
        ],
      },
      {
        paper: 'path',
        after: 45,
        title: 'चार शहरों में तीन घंटे ठप रहा फोन से भुगतान',
        text: [
          'टाइडपूल वायर के अनुसार सोमवार शाम चार शहरों में फोन से भुगतान तीन घंटे बंद रहा। वजह एक डेटा केंद्र की खराबी थी।',
          '21 लाख भुगतान आधी रात तक पूरे या वापस कर दिए गए।',
        ],
      },
      {
        paper: 'light',
        after: 75,
        title: 'నాలుగు నగరాల్లో మూడు గంటలు ఆగిన ఫోన్ చెల్లింపులు',
        text: [
          'టైడ్‌పూల్ వైర్ ప్రకారం సోమవారం సాయంత్రం నాలుగు నగరాల్లో ఫోన్ చెల్లింపులు మూడు గంటలు ఆగిపోయాయి.',
          'డేటా కేంద్రంలో లోపమే కారణమని, డబ్బు పోలేదని అధికారులు చెప్పారు.',
        ],
      },
    ],
  },
  {
    id: 'app-review',
    hoursAgo: 6,
    category: 'Politics',
    reports: [
      {
        paper: 'wire',
        after: 0,
        title: 'Ministry considers blocking 40 lending apps, sources say',
        text: [
          'The ministry of commerce is considering an order to block about 40 lending apps, two people with knowledge of the matter said. No decision has been made.',
          'Complaints about the apps have tripled in a year. The ministry did not comment.',
        ],
      },
      {
        paper: 'courier',
        after: 35,
        title: 'Government may block 40 lending apps, report says',
        text: [
          'The government may block about 40 lending apps, according to Tidepool Wire, which cites two people it does not name. A decision has not been made.',
          'Consumer groups have asked for rules since spring.',
        ],
      },
      {
        paper: 'path',
        after: 50,
        title: 'उधार देने वाले 40 ऐप पर रोक पर विचार',
        text: [
          'टाइडपूल वायर के अनुसार वाणिज्य मंत्रालय उधार देने वाले करीब 40 ऐप पर रोक लगाने पर विचार कर रहा है। अभी कोई फैसला नहीं हुआ है।',
          'एक साल में इन ऐप की शिकायतें तीन गुना हुई हैं।',
        ],
      },
      {
        paper: 'wave',
        after: 65,
        title: '40 கடன் செயலிகளைத் தடை செய்ய அரசு பரிசீலனை',
        text: [
          'சுமார் 40 கடன் செயலிகளைத் தடை செய்வது குறித்து வணிக அமைச்சகம் பரிசீலித்து வருகிறது என்று டைட்பூல் வயர் தெரிவித்துள்ளது. முடிவு எடுக்கப்படவில்லை.',
          'ஓராண்டில் புகார்கள் மூன்று மடங்காகியுள்ளன.',
        ],
      },
      {
        paper: 'kite',
        after: 85,
        title: 'Kementerian pertimbangkan blokir sekitar 40 aplikasi pinjaman',
        text: [
          'Kementerian perdagangan sedang mempertimbangkan pemblokiran sekitar 40 aplikasi pinjaman, menurut Tidepool Wire. Belum ada keputusan.',
          'Keluhan terhadap aplikasi itu naik tiga kali lipat dalam setahun.',
        ],
      },
    ],
  },
];
