import assert from 'node:assert/strict';
import { test } from 'node:test';

import { tellStory } from '../telling/tell-story.ts';
import { readArticle } from '../text/read-article.ts';

/** Whether a story of these reports is confirmed. */
const CASES: readonly (readonly [boolean, readonly string[]])[] = [
  [false, ['Kestrel is considering buying Voltix, Reuters reported.']],
  [true, ['Kestrel announced on Monday that it has bought Voltix for $2 billion.']],
  [
    true,
    [
      'Kestrel is in talks to buy Voltix, Reuters reported.',
      'Kestrel confirmed in a statement that it has agreed to buy Voltix.',
    ],
  ],
  [
    false,
    [
      'Kestrel may soon buy Voltix, people familiar with the matter said. Kestrel has not confirmed the talks.',
    ],
  ],
  [false, ['Kestrel declined to confirm reports that it plans to buy Voltix.']],
  [true, ['India beat Sri Lanka by four wickets in Kolkata on Thursday.']],
  [true, ['A 5.6-magnitude earthquake struck Cianjur, killing 162 people.']],
  [
    false,
    [
      'Rumours swirled that actor Ravi Menon is set to be named brand ambassador. Sources said talks were on.',
    ],
  ],
  [false, ['केस्ट्रल वोल्टिक्स को खरीदने पर विचार कर रही है, सूत्रों ने बताया।']],
  [true, ['केस्ट्रल ने सोमवार को वोल्टिक्स को खरीदने की घोषणा की।']],
  [false, ['केस्ट्रल वोल्टिक्स को खरीद सकती है। कंपनी ने इसकी पुष्टि नहीं की है।']],
  [true, ['पटना के पास बस पलटने से 12 लोगों की मौत हो गई।']],
  [false, ['வோல்டிக்ஸை வாங்க கெஸ்ட்ரல் பேச்சுவார்த்தை நடத்தி வருவதாகக் கூறப்படுகிறது.']],
  [true, ['வோல்டிக்ஸை வாங்கியுள்ளதாக கெஸ்ட்ரல் திங்கட்கிழமை அறிவித்தது.']],
  [true, ['சிவகாசி பட்டாசு ஆலையில் ஏற்பட்ட வெடி விபத்தில் 9 பேர் உயிரிழந்தனர்.']],
  [false, ['வோல்டிக்ஸை வாங்க கெஸ்ட்ரல் பரிசீலித்து வருகிறது. இது குறித்து நிறுவனம் எதையும் உறுதிப்படுத்தவில்லை.']],
  [false, ['వోల్టిక్స్‌ను కొనుగోలు చేసేందుకు కెస్ట్రెల్ యోచిస్తోంది.']],
  [false, ['వోల్టిక్స్‌ను కెస్ట్రెల్ కొనుగోలు చేయనుందని తెలుస్తోంది. సంస్థ దీనిని ఇంకా ధ్రువీకరించలేదు.']],
  [true, ['వోల్టిక్స్‌ను కొనుగోలు చేసినట్లు కెస్ట్రెల్ అధికారికంగా ప్రకటించింది.']],
  [true, ['బస్సు లోయలో పడి 13 మంది మృతి చెందారు.']],
  [false, ['Kestrel dikabarkan tengah menjajaki akuisisi Voltix.']],
  [true, ['Kestrel resmi mengumumkan akuisisi Voltix senilai 2 miliar dolar AS.']],
  [true, ['Banjir merendam 31 titik di Bekasi, 4.100 warga mengungsi.']],
  [false, ['Kestrel disebut-sebut akan membeli Voltix. Perusahaan belum mengonfirmasi kabar itu.']],
  [
    false,
    [
      'The carmaker is exploring options including a sale of its India unit, according to a Bloomberg report.',
      'Carmaker weighs India exit: Bloomberg',
      'A spokesperson declined to comment on the report that the carmaker could sell the unit.',
    ],
  ],
  [
    true,
    [
      'The health ministry on Tuesday confirmed 14 cases of the virus in Kerala.',
      'Fourteen people have tested positive in Kerala, officials said.',
    ],
  ],
  [
    false,
    [
      'Police suspect that the fire may have been set on purpose. It is not clear whether anyone was inside.',
    ],
  ],
  [
    true,
    [
      'Twelve people were killed in the fire, which may have been caused by a short circuit, police said.',
      'Fire kills 12. A short circuit is suspected.',
    ],
  ],
];

test('what is only considered, heard or expected is unconfirmed; what is said openly or happened is confirmed', () => {
  for (const [confirmed, texts] of CASES) {
    const reports = texts.map((text, index) =>
      readArticle({
        id: `r${index}`,
        publisher: '',
        language: '',
        publishedAtMs: Date.UTC(2023, 1, 20),
        title: '',
        text,
      }),
    );
    assert.equal(tellStory(reports).confirmed, confirmed, texts.join(' // '));
  }
});
