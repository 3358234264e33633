import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readArticle } from '../text/read-article.ts';
import { originsOf } from './origins.ts';

function originOf(text: string, publisher = ''): string | undefined {
  const read = readArticle({
    id: 'own',
    publisher,
    language: '',
    publishedAtMs: 0,
    title: '',
    text,
  });
  return originsOf([{ read, signature: new Uint32Array(0) }]).get('own')?.name;
}

test('a medium that the report rests on is its origin, in five languages', () => {
  const cases: [string, string][] = [
    ['Nimbus Foods is in talks to buy Tasty, Reuters reported on Monday.', 'Reuters'],
    ['According to the Nusantara Wire, the talks are at an early stage.', 'Nusantara Wire'],
    ['A Meridian Times report said that the talks are on.', 'Meridian Times'],
    ['The Wall Street Journal first reported the news.', 'Wall Street Journal'],
    ['It was first reported by The Meridian.', 'Meridian'],
    ['Bloomberg News reported Friday, citing people who asked not to be named.', 'Bloomberg'],
    ['रॉयटर्स के अनुसार निंबस बिक सकती है।', 'Reuters'],
    ['समाचार एजेंसी मेरिडियन के मुताबिक बातचीत जारी है।', 'मेरिडियन'],
    ['समाचार एजेंसी पीटीआई ने यह जानकारी दी।', 'PTI'],
    ['ராய்ட்டர்ஸ் செய்தி வெளியிட்டுள்ளது.', 'Reuters'],
    ['மெரிடியன் செய்தி நிறுவனம் தெரிவித்துள்ளது.', 'மெரிடியன்'],
    ['బ్లూమ్‌బర్గ్ నివేదిక ప్రకారం చర్చలు జరుగుతున్నాయి.', 'Bloomberg'],
    ['మెరిడియన్ వార్తా సంస్థ తెలిపింది.', 'మెరిడియన్'],
    ['Dilansir dari Kompas, harga cabai naik.', 'Kompas'],
    ['Dikutip dari Antara, 12 orang tewas.', 'Antara'],
    ['"Harga naik," ujar Kompas.', 'Kompas'],
    ['Menurut Kompas, harga cabai naik.', 'Kompas'],
    ['Kantor berita Nusantara melaporkan pembicaraan itu.', 'Nusantara'],
  ];
  for (const [text, name] of cases) assert.equal(originOf(text), name, text);
});

test('police, offices, companies and unnamed sources are no origin: the report is its own', () => {
  const own = [
    'According to police, 12 people died.',
    'Infosys reported a 12% rise in profit.',
    'According to John Smith, an analyst, shares will rise.',
    'The quake measured 6.1, according to the USGS.',
    'Menurut polisi, 12 orang tewas.',
    'पुलिस के अनुसार 12 लोगों की मौत हुई।',
    'सूत्रों के मुताबिक बातचीत जारी है।',
    'காவல்துறை தெரிவித்துள்ளது.',
    'పోలీసుల ప్రకారం 12 మంది మృతి చెందారు.',
    'The National Disaster Agency said 12 people died.',
    'The disaster agency BNPB said 12 people died.',
    '12 orang tewas, kata BNPB.',
    '12 orang tewas, ujar juru bicara BNPB Abdul Muhari.',
    'Dikutip dari BNPB, 12 orang tewas.',
    'Menurut BMKG, gempa itu berkekuatan 5,6.',
    'आपदा एजेंसी बीएनपीबी ने बताया कि 12 लोगों की मौत हुई।',
    'अंतरिक्ष एजेंसी इसरो के अनुसार प्रक्षेपण टल गया।',
    'கெஸ்ட்ரல் நிறுவனம் தெரிவித்துள்ளது.',
    'అంతరిక్ష ఏజెన్సీ ఇస్రో తెలిపింది.',
  ];
  for (const text of own) assert.equal(originOf(text), 'own', text);
});

test('a medium that reports itself is its own origin, under the name that others cite', () => {
  assert.equal(originOf('Kestrel is in talks, people told Reuters.', 'Reuters'), 'Reuters');
});

test('an earlier report that is told as background does not become the origin', () => {
  const text =
    'Kestrel has bought Voltix, its chief told reporters on Monday. The plant stays. Last month Reuters had reported that talks were on.';
  assert.equal(originOf(text), 'own');
});

test('copies of one text have one origin', () => {
  const text =
    'Farmers in the valley have begun the harvest of saffron two weeks early because of the dry autumn.';
  const reports = ['a', 'b'].map((id) => ({
    read: readArticle({
      id,
      publisher: `Paper ${id}`,
      language: 'en',
      publishedAtMs: 0,
      title: '',
      text,
    }),
    signature: Uint32Array.from({ length: 32 }, (_, index) => index),
  }));
  const origins = originsOf(reports);
  assert.equal(origins.get('b')?.key, origins.get('a')?.key);
});
