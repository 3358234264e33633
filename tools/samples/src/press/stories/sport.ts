// Invented sport. Self-written; no real club or person is meant.

import type { SampleStory } from '../press-types.ts';

export const SPORT: readonly SampleStory[] = [
  {
    id: 'cup-final',
    hoursAgo: 12,
    category: 'Sports',
    picture: 'stadium',
    alternative: 'A cricket stadium under floodlights with a batter at the crease',
    reports: [
      {
        paper: 'courier',
        after: 0,
        title: 'Coastal Comets win the women’s cup by five wickets',
        text: [
          'The Coastal Comets won the women’s cup final against the Highland Hawks by five wickets with four balls to spare on Monday.',
          'The Hawks made 186. The Comets lost three wickets for 20 before a stand of 104 turned the evening.',
          '41,000 people watched in Suryanagar, more than at any final of the cup before.',
        ],
      },
      {
        paper: 'path',
        after: 20,
        title: 'कोस्टल कॉमेट्स ने पाँच विकेट से जीता महिला कप',
        text: [
          'कोस्टल कॉमेट्स ने सोमवार को फाइनल में हाईलैंड हॉक्स को पाँच विकेट से हराया। चार गेंदें बाकी थीं।',
          'हॉक्स ने 186 रन बनाए थे। 104 रन की साझेदारी ने मैच पलट दिया।',
          'सूर्यनगर में 41,000 दर्शक आए।',
        ],
      },
      {
        paper: 'wave',
        after: 35,
        title: 'மகளிர் கோப்பையை வென்றது கோஸ்டல் காமெட்ஸ்',
        text: [
          'இறுதிப் போட்டியில் ஹைலேண்ட் ஹாக்ஸ் அணியை ஐந்து விக்கெட்டுகளில் வென்று கோஸ்டல் காமெட்ஸ் கோப்பையைக் கைப்பற்றியது.',
          '187 ரன்கள் இலக்கை நான்கு பந்துகள் மீதமிருக்கையில் எட்டியது. 41,000 பேர் நேரில் கண்டனர்.',
        ],
      },
      {
        paper: 'light',
        after: 50,
        title: 'మహిళల కప్ కోస్టల్ కామెట్స్‌దే',
        text: [
          'సోమవారం జరిగిన ఫైనల్లో హైలాండ్ హాక్స్‌పై కోస్టల్ కామెట్స్ ఐదు వికెట్ల తేడాతో గెలిచింది.',
          'హాక్స్ 186 పరుగులు చేయగా, 104 పరుగుల భాగస్వామ్యం కామెట్స్‌ను గెలిపించింది.',
        ],
      },
      {
        paper: 'kite',
        after: 80,
        title: 'Coastal Comets juara piala kriket putri',
        text: [
          'Coastal Comets menjuarai piala kriket putri setelah mengalahkan Highland Hawks dengan lima wicket pada Senin.',
          'Final di Suryanagar ditonton 41.000 orang.',
        ],
      },
    ],
  },
  {
    id: 'fast-ball',
    hoursAgo: 20,
    category: 'Sports',
    picture: 'ball',
    alternative: 'A cricket ball flies before the stumps',
    reports: [
      {
        paper: 'gazette',
        after: 0,
        title: 'A ball of 158 km/h from a bowler of nineteen',
        text: [
          'The radar showed 158 kilometres an hour for the fourth ball of a bowler of nineteen in Ambapur on Sunday, the fastest of the season.',
          'The wicketkeeper stood two steps further back for the fifth.',
        ],
      },
      {
        paper: 'light',
        after: 40,
        title: '19 ఏళ్ల బౌలర్ 156 కి.మీ. వేగంతో బంతి',
        text: ['అంబాపురంలో ఆదివారం 19 ఏళ్ల బౌలర్ గంటకు 156 కిలోమీటర్ల వేగంతో బంతి వేశాడు. ఈ సీజన్‌లో ఇదే అత్యంత వేగం.'],
      },
      {
        paper: 'path',
        after: 65,
        title: 'उन्नीस साल के गेंदबाज़ की 158 की रफ्तार',
        text: [
          'अंबापुर में रविवार को उन्नीस साल के गेंदबाज़ ने 158 किलोमीटर प्रति घंटे की गेंद फेंकी, जो इस मौसम की सबसे तेज़ है।',
        ],
      },
    ],
  },
  {
    id: 'young-champion',
    hoursAgo: 27,
    category: 'Sports',
    picture: 'chess',
    alternative: 'சதுரங்கப் பலகையில் காய்கள், இதமான ஒளியில்',
    reports: [
      {
        paper: 'wave',
        after: 0,
        title: '13 வயது மாணவி தேசிய சதுரங்கச் சாம்பியன்',
        text: [
          'நிழலூரைச் சேர்ந்த 13 வயது மாணவி தேசிய சதுரங்கப் பட்டத்தை ஞாயிற்றுக்கிழமை வென்றார். 11 ஆட்டங்களில் 9 புள்ளிகள் பெற்றார்.',
          'கடைசி ஆட்டம் 71 நகர்வுகள் நீடித்தது.',
        ],
      },
      {
        paper: 'courier',
        after: 60,
        title: 'A pupil of thirteen is national chess champion',
        text: [
          'A pupil of thirteen from Nizhalur won the national chess title on Sunday with nine points from eleven games. The last one took 71 moves.',
          'She learned the game from her bus driver.',
        ],
      },
      {
        paper: 'kite',
        after: 120,
        title: 'Pelajar 13 tahun jadi juara catur nasional',
        text: [
          'Seorang pelajar berusia 13 tahun dari Nizhalur menjadi juara catur nasional pada Minggu dengan sembilan poin dari sebelas partai.',
        ],
      },
    ],
  },
  {
    id: 'night-ride',
    hoursAgo: 33,
    category: 'Sports',
    picture: 'cycling',
    alternative: 'Pesepeda dengan lampu di jalan kota malam hari',
    reports: [
      {
        paper: 'kite',
        after: 0,
        title: 'Dua belas ribu pesepeda ramaikan malam Kota Rindang',
        text: [
          'Sebanyak 12.000 pesepeda mengelilingi Kota Rindang pada Sabtu malam di jalan yang ditutup untuk mobil.',
          'Rutenya 32 kilometer. Pemerintah kota ingin mengulanginya setiap bulan.',
        ],
      },
      {
        paper: 'gazette',
        after: 170,
        title: 'Twelve thousand lamps: Kota Rindang rides its streets at night',
        text: [
          'Twelve thousand people cycled 32 kilometres through Kota Rindang on Saturday night, on streets without cars.',
          'The city wants to do it every month. Food stalls along the way want it every week.',
        ],
      },
    ],
  },
  {
    id: 'village-football',
    hoursAgo: 48,
    category: 'Sports',
    reports: [
      {
        paper: 'path',
        after: 0,
        title: 'छह गाँवों की फुटबॉल लीग को मिला अपना मैदान',
        text: [
          'तरंग की तलहटी के छह गाँवों की फुटबॉल लीग को शनिवार को अपना पहला मैदान मिला। अब तक मैच सूखे तालाब में होते थे।',
          'उद्घाटन मैच 2-2 से बराबर रहा।',
        ],
      },
      {
        paper: 'courier',
        after: 95,
        title: 'Six villages get a football field after nine years in a dry pond',
        text: [
          'The league of six villages below the Tarang hills played on a field of its own for the first time on Saturday. For nine years its ground was a dry pond, and the season ended with the rain.',
          'The first match ended 2-2.',
        ],
      },
    ],
  },
];
