import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tellStory, type ToldStory } from '../telling/tell-story.ts';
import { readArticle } from '../text/read-article.ts';

/** Reports of one story, and the values of each quantity in which they differ. */
const CASES: readonly (readonly [
  string,
  readonly string[],
  readonly (readonly (number | string)[])[],
])[] = [
  [
    'deal price',
    [
      'Kestrel Mobility is in talks to buy Voltix in a deal worth $2.1 billion, Reuters reported.',
      'Kestrel may pay $2.4 billion for Voltix, people said.',
    ],
    [[2_100_000_000, 2_400_000_000]],
  ],
  [
    'layoffs',
    [
      'BrightLearn has laid off 1,500 employees. The firm has 12,000 employees.',
      'BrightLearn fired about 1,000 workers this week. It employs 12,000 people.',
    ],
    [[1500, 1000]],
  ],
  [
    'hi accident',
    [
      'पटना के पास बस पलटने से 12 लोगों की मौत हो गई और 30 लोग घायल हुए।',
      'बिहार में बस हादसे में 14 लोगों की जान चली गई। 30 यात्री घायल हैं।',
    ],
    [[12, 14]],
  ],
  [
    'ta hooch',
    [
      'விழுப்புரத்தில் கள்ளச்சாராயம் குடித்து 8 பேர் உயிரிழந்தனர். 20 பேர் சிகிச்சை பெறுகின்றனர்.',
      'விழுப்புரம் கள்ளச்சாராய பலி 12 ஆக உயர்ந்தது. 20 பேர் மருத்துவமனையில் உள்ளனர்.',
    ],
    [[8, 12]],
  ],
  [
    'te quake',
    [
      'ఇండోనేషియాలో 5.6 తీవ్రతతో భూకంపం సంభవించింది. 20 వేల మందిని తరలించారు.',
      'ఇండోనేషియాలో భూకంప తీవ్రత 5.8గా నమోదైంది. 22,000 మందిని సురక్షిత ప్రాంతాలకు తరలించారు.',
    ],
    [
      [5.6, 5.8],
      [20000, 22000],
    ],
  ],
  [
    'id flood',
    [
      'Banjir melanda Bekasi. Sebanyak 4.100 warga mengungsi dan 9 orang tewas.',
      'Sebanyak 5.200 warga Bekasi dievakuasi akibat banjir. Korban tewas 11 orang.',
    ],
    [
      [4100, 5200],
      [9, 11],
    ],
  ],
  [
    'en scope apps',
    [
      'India banned 59 Chinese apps in an order of June 2020, among them ClipTok.',
      'India has banned more than 200 Chinese apps in all.',
      'India blocked another 43 Chinese apps in November.',
    ],
    [],
  ],
  [
    'hi scope apps',
    [
      'भारत ने जून में पहले चरण में 59 चीनी ऐप पर प्रतिबंध लगाया था।',
      'भारत अब तक कुल 200 से ज्यादा चीनी ऐप पर प्रतिबंध लगा चुका है।',
    ],
    [],
  ],
  [
    'vague id',
    ['Gempa merusak ribuan rumah di Cianjur.', 'Gempa di Cianjur merusak 300 rumah.'],
    [['thousands', 300]],
  ],
  ['vague hi ok', ['बाढ़ से हजारों मकान क्षतिग्रस्त हुए।', 'बाढ़ में 4,500 मकान क्षतिग्रस्त हो गए।'], []],
  [
    'dates',
    [
      'Kestrel will launch its E5 car on 5 March.',
      'Kestrel said the E5 car will be launched on March 12.',
    ],
    [['2023-03-05', '2023-03-12']],
  ],
  [
    'names',
    [
      'Kestrel chief executive Anil Mehta said the plant was ready.',
      'Kestrel CEO Sunil Kapoor said the new plant was ready.',
    ],
    [['Anil Mehta', 'Sunil Kapoor']],
  ],
  [
    'same names',
    [
      'Kestrel chief executive Anil Mehta said the plant was ready.',
      'केस्ट्रल के सीईओ अनिल मेहता ने कहा कि संयंत्र तैयार है।',
    ],
    [],
  ],
  [
    'same units',
    [
      'Voltix has 2 million users in India.',
      'Voltix has 20 lakh users in India.',
      'भारत में वोल्टिक्स के 20 लाख यूजर हैं।',
      'இந்தியாவில் வோல்டிக்ஸ் செயலிக்கு 20 லட்சம் பயனர்கள் உள்ளனர்.',
      'Voltix punya 2 juta pengguna di India.',
    ],
    [],
  ],
  [
    'cross users',
    [
      'Voltix has 2 million users in India.',
      'भारत में वोल्टिक्स के 30 लाख यूजर हैं।',
      'Voltix punya 3 juta pengguna di India.',
    ],
    [[2_000_000, 3_000_000]],
  ],
  ['rates', ['Voltix has 30 million monthly users.', 'Voltix has 10 million daily users.'], []],
  [
    'percent',
    [
      'Sentra Tech net profit rose 8.7 percent in the June quarter.',
      'Sentra Tech posted a 7.8 percent rise in net profit for the June quarter.',
    ],
    [[8.7, 7.8]],
  ],
  [
    'money equal',
    ['The Kestrel plant will cost Rs 500 crore.', 'केस्ट्रल संयंत्र की लागत 5 अरब रुपये होगी।'],
    [],
  ],
  [
    'bounds ok',
    [
      'Voltix has over 2,000 employees.',
      'Voltix has 2,050 employees.',
      'Voltix has nearly 2,100 employees.',
    ],
    [],
  ],
  ['bounds no', ['Voltix has 118 shops.', 'Voltix has 120 shops.'], [[118, 120]]],
  [
    'update',
    [
      'The toll from the Morowali blast rose to 18 from 12 on Monday, with 18 workers killed.',
      'The Morowali blast killed 18 workers.',
    ],
    [],
  ],
  [
    'other orgs',
    [
      'Kestrel has 500 employees. Voltix has 700 employees.',
      'Voltix has 700 employees, more than the 500 employees of Kestrel.',
    ],
    [],
  ],
  ['years', ['Voltix sold 340,000 scooters in 2022.', 'Voltix sold 210,000 scooters in 2021.'], []],
  [
    'ta users',
    [
      'டிக்டோ செயலிக்கு இந்தியாவில் 20 கோடி பயனர்கள் உள்ளனர்.',
      'இந்தியாவில் டிக்டோ செயலியை 50 கோடி பேர் பயன்படுத்துகின்றனர்.',
    ],
    [[200_000_000, 500_000_000]],
  ],
  [
    'te jobs',
    [
      'వోల్టిక్స్ సంస్థలో 12,000 మంది ఉద్యోగులు ఉన్నారు.',
      'వోల్టిక్స్‌లో 15 వేల మంది పనిచేస్తున్నారు, వీరంతా ఉద్యోగులు.',
      'వోల్టిక్స్‌లో 15,000 మంది ఉద్యోగులు పనిచేస్తున్నారు.',
    ],
    [[12000, 15000]],
  ],
  [
    'hi money',
    [
      'इस सौदे में वोल्टिक्स का मूल्यांकन 2.1 अरब डॉलर हो सकता है।',
      'वोल्टिक्स का सौदा 240 करोड़ डॉलर में हो सकता है।',
    ],
    [[2_100_000_000, 2_400_000_000]],
  ],
  [
    'id price',
    [
      'Harga Pertamax naik menjadi Rp 13.300 per liter.',
      'Pertamina menaikkan harga Pertamax menjadi Rp 13.500 per liter.',
    ],
    [[13300, 13500]],
  ],
  [
    'en price from',
    [
      'Pertamina raised the price of Pertamax to 13,300 rupiah a litre, up from 12,800.',
      'The price of Pertamax is now 13,300 rupiah, against 12,800 rupiah before.',
    ],
    [],
  ],
  [
    'damage',
    [
      'Floods in Garut damaged 120 houses and killed 3 people.',
      'Floods in Garut damaged 140 homes and left three people dead.',
    ],
    [[120, 140]],
  ],
  [
    'sub counts',
    [
      'The crash killed 13 people, including 3 children.',
      'Thirteen people, three of them children, died in the crash. Five of the dead were women.',
    ],
    [],
  ],
  [
    'funding',
    [
      'Glimpse raised $40 million from Alpha Capital, valuing it at $1 billion.',
      'Glimpse raised $45 million in a round led by Alpha Capital. It is now worth $1 billion.',
    ],
    [[40_000_000, 45_000_000]],
  ],
  [
    'investors',
    [
      'About 50,000 people attended the rally in Pune.',
      'Police said 20,000 people attended the Pune rally.',
    ],
    [[50000, 20000]],
  ],
  [
    'seats',
    [
      'The party won 135 seats in Karnataka; its rival won 66.',
      'In Karnataka the party won 136 seats.',
    ],
    [[135, 136]],
  ],
  [
    'hi killed roz',
    ['विस्फोट में 13 मजदूरों की मौत हुई और 38 घायल हुए।', 'धमाके में 18 श्रमिक मारे गए जबकि 38 लोग घायल हैं।'],
    [[13, 18]],
  ],
  [
    'subscribers in five languages',
    [
      'Netra Fiber has 4 million broadband subscribers in India.',
      'Netra Fiber memiliki 4,5 juta pelanggan broadband di India.',
      'नेत्रा फाइबर के भारत में 40 लाख ब्रॉडबैंड ग्राहक हैं।',
      'நேத்ரா ஃபைபருக்கு இந்தியாவில் 45 லட்சம் பிராட்பேண்ட் வாடிக்கையாளர்கள் உள்ளனர்.',
      'నేత్రా ఫైబర్‌కు భారత్‌లో 40 లక్షల బ్రాడ్‌బ్యాండ్ చందాదారులు ఉన్నారు.',
    ],
    [[4_000_000, 4_500_000]],
  ],
  [
    'crores in the south',
    [
      'Foxlane has 1.5 crore customers.',
      'ஃபாக்ஸ்லேனுக்கு 1.5 கோடி வாடிக்கையாளர்கள் உள்ளனர்.',
      'ఫాక్స్‌లేన్‌కు 2 కోట్ల మంది కస్టమర్లు ఉన్నారు.',
    ],
    [[15_000_000, 20_000_000]],
  ],
  [
    'things that no lexicon knows meet by their sound',
    [
      'Foxlane has handed out 12,000 joysticks.',
      'Foxlane membagikan 15.000 joystick.',
      'फॉक्सलेन ने 12 हजार जॉयस्टिक बांटे।',
      'ఫాక్స్‌లేన్ 15 వేల జాయ్‌స్టిక్‌లు పంచింది.',
    ],
    [[12_000, 15_000]],
  ],
  [
    'Tamil plurals in -ngal',
    [
      'Kestrel will build 300 charging stations in Pune.',
      'கெஸ்ட்ரல் புனேவில் 350 சார்ஜிங் நிலையங்களை அமைக்கும்.',
    ],
    [[300, 350]],
  ],
  [
    'an island and its province',
    [
      'Gunung Semeru di Lumajang, Jawa Timur, meletus dan menewaskan 13 orang, kata BNPB. Sebanyak 902 warga mengungsi, ujar juru bicara BNPB Abdul Muhari.',
      'இந்தோனேசியாவின் ஜாவா தீவில் செமேரு எரிமலை வெடித்ததில் 14 பேர் உயிரிழந்தனர். 1,300 பேர் முகாம்களில் தங்க வைக்கப்பட்டுள்ளனர்.',
      "Mount Semeru on Indonesia's Java island erupted and killed 13 people, and 902 people were moved to shelters.",
    ],
    [
      [13, 14],
      [902, 1300],
    ],
  ],
  [
    'who says a number does not own it',
    [
      'Some 4,100 customers in Garut had no water on Monday, PLK said.',
      'Sebanyak 5.200 pelanggan di Garut tidak mendapat air pada Senin, ujar BPBD.',
      'Menurut BMKL, 4.100 pelanggan di Garut tidak mendapat air pada Senin.',
    ],
    [[4100, 5200]],
  ],
  [
    'round numbers are round, but not that round',
    ['Voltix has 4 million users.', 'Voltix has 4.2 million users.', 'Voltix has 4,000,500 users.'],
    [],
  ],
  [
    'days of a deal that has no name in its sentence',
    [
      'Kestrel buys Voltix. The deal closes on 30 March 2023.',
      'Kestrel has bought Voltix. The deal will close on 30 April 2023.',
    ],
    [['2023-03-30', '2023-04-30']],
  ],
  [
    'a million is not one and a half',
    ['Voltix has 1 million users.', 'Voltix has 1.4 million users.'],
    [[1_000_000, 1_400_000]],
  ],
];

function tell(texts: readonly string[]): ToldStory {
  return tellStory(
    texts.map((text, index) =>
      readArticle({
        id: `r${index}`,
        publisher: '',
        language: '',
        publishedAtMs: Date.UTC(2023, 1, 20),
        title: '',
        text,
      }),
    ),
  );
}

function sorted(values: readonly (readonly (number | string)[])[]): string[] {
  return values.map((one) => one.map(String).toSorted().join(' | ')).toSorted();
}

test('values of one quantity that differ are found, in and across languages; other scopes are no disagreement', () => {
  for (const [name, texts, expected] of CASES) {
    const { disagreements } = tell(texts);
    const found = disagreements.map(({ values }) => values.map(({ value }) => value));
    assert.deepEqual(sorted(found), sorted(expected), `${name}: ${JSON.stringify(disagreements)}`);
  }
});

test('each value stands with the reports that give it, the more often given first', () => {
  const { disagreements } = tell([
    'Voltix has 12,000 employees.',
    'वोल्टिक्स में 15 हजार कर्मचारी हैं।',
    'Voltix employs about 12,000 people.',
  ]);
  assert.deepEqual(disagreements, [
    {
      quantity: 'Voltix employees',
      values: [
        { value: 12_000, reports: ['r0', 'r2'] },
        { value: 15_000, reports: ['r1'] },
      ],
    },
  ]);
});

test('a place that is known by its sound is called as it is written', () => {
  const { disagreements } = tell([
    'Voltix has 1,200 workers at a plant near Indore.',
    'वोल्टिक्स में 1,500 कर्मचारी हैं।',
  ]);
  assert.deepEqual(
    disagreements.map(({ quantity }) => quantity),
    ['Voltix employees, Indore'],
  );
});
