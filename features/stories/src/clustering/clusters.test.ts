import assert from 'node:assert/strict';
import { test } from 'node:test';

import { crowded, labelledHalf } from '../../bench/labelled-set.ts';
import { clusterArticles } from '../cluster-articles.ts';
import { readArticle, type Article } from '../text/read-article.ts';
import { StoryClusters } from './clusters.ts';

const DAY_MS = 86_400_000;
const FIRST_MS = Date.UTC(2023, 4, 2);

function article(id: string, day: number, text: string): Article {
  return {
    id,
    publisher: '',
    language: '',
    publishedAtMs: FIRST_MS + day * DAY_MS,
    title: '',
    text,
  };
}

/** Stories as sets of ids, in a fixed order. */
function storiesOf(articles: readonly Article[]): string[] {
  return clusterArticles(articles)
    .map(({ reports }) => reports.toSorted((a, b) => (a < b ? -1 : 1)).join(' '))
    .toSorted((a, b) => (a < b ? -1 : 1));
}

const DEAL = [
  article(
    'en',
    0,
    'Carmaker Kestrel is in talks to buy scooter firm Voltix for $2.1 billion, Reuters reported on Tuesday. Voltix is based in Pune.',
  ),
  article(
    'hi',
    0,
    'कार कंपनी केस्ट्रल स्कूटर बनाने वाली वोल्टिक्स को खरीदने पर विचार कर रही है। रॉयटर्स के अनुसार सौदा 2.1 अरब डॉलर का हो सकता है।',
  ),
  article(
    'ta',
    1,
    'ஸ்கூட்டர் நிறுவனமான வோல்டிக்ஸை வாங்க கெஸ்ட்ரல் பேச்சுவார்த்தை நடத்தி வருவதாக ராய்ட்டர்ஸ் செய்தி வெளியிட்டுள்ளது.',
  ),
  article('te', 1, 'స్కూటర్ల సంస్థ వోల్టిక్స్‌ను కొనుగోలు చేసేందుకు కెస్ట్రెల్ చర్చలు జరుపుతోందని రాయిటర్స్ తెలిపింది.'),
  article(
    'id',
    1,
    'Produsen mobil Kestrel menjajaki akuisisi Voltix, pembuat skuter listrik, menurut Reuters. Nilainya 2,1 miliar dolar AS.',
  ),
];

test('one event in five languages over two days is one story', () => {
  assert.deepEqual(storiesOf(DEAL), ['en hi id ta te']);
});

test('what looks alike stays apart: another deal by the same agency, the same company a month later', () => {
  const others = [
    article(
      'other-deal',
      0,
      'Grocer QuickBasket is in talks to sell its Indian operations to Nimbus, Reuters reported on Tuesday. The talks are at an early stage.',
    ),
    article(
      'later',
      31,
      'Kestrel opened a factory near Chennai. The carmaker, which bought scooter firm Voltix, will hire 6,000 workers.',
    ),
  ];
  assert.deepEqual(storiesOf([...DEAL, ...others]), ['en hi id ta te', 'later', 'other-deal']);
});

test('matches of one series on other days are other stories', () => {
  const matches = [
    article(
      'first-en',
      0,
      'India beat Sri Lanka by 67 runs in the first ODI in Guwahati on Tuesday. Virat Kohli made 113.',
    ),
    article(
      'first-hi',
      0,
      'गुवाहाटी में पहले वनडे में भारत ने श्रीलंका को 67 रन से हराया। विराट कोहली ने 113 रन बनाए।',
    ),
    article(
      'second-en',
      2,
      'India beat Sri Lanka by four wickets in the second ODI in Kolkata on Thursday. KL Rahul made 64.',
    ),
    article(
      'second-hi',
      2,
      'कोलकाता में दूसरे वनडे में भारत ने श्रीलंका को चार विकेट से हराया। केएल राहुल ने 64 रन बनाए।',
    ),
  ];
  assert.deepEqual(storiesOf(matches), ['first-en first-hi', 'second-en second-hi']);
});

test('accidents with the same numbers on one day are as many stories as there were accidents', () => {
  const accidents = [
    article(
      'raigad',
      0,
      'Thirteen people died when a bus fell into a gorge in Raigad, Maharashtra, on Tuesday. Musicians were on their way to Mumbai.',
    ),
    article(
      'raigad-hi',
      0,
      'महाराष्ट्र के रायगढ़ में बस खाई में गिरने से 13 लोगों की मौत हो गई। मंडली मुंबई लौट रही थी।',
    ),
    article(
      'shimla',
      0,
      'Thirteen people died when a bus rolled into a gorge near Shimla in Himachal Pradesh on Tuesday. Rain had damaged the road.',
    ),
    article(
      'shimla-hi',
      0,
      'हिमाचल के शिमला के पास बस खाई में गिरने से 13 यात्रियों की मौत हो गई। बारिश से सड़क धंसी थी।',
    ),
  ];
  assert.deepEqual(storiesOf(accidents), ['raigad raigad-hi', 'shimla shimla-hi']);
});

test('the same reports in the same order give the same stories; nobody is lost or doubled', () => {
  const place = (): StoryClusters => {
    const clusters = new StoryClusters({ keep: 'recent' });
    for (const one of DEAL) clusters.add(readArticle(one));
    return clusters;
  };
  assert.deepEqual(place().stories(), place().stories());
  const ids = place()
    .stories()
    .flatMap(({ reports }) => reports);
  assert.deepEqual(
    ids.toSorted((a, b) => (a < b ? -1 : 1)),
    ['en', 'hi', 'id', 'ta', 'te'],
  );
});

test('two stories become one when a report shows that they are', () => {
  const clusters = new StoryClusters({ keep: 'recent' });
  // Alone, these two share only what many reports share.
  clusters.add(
    readArticle(article('a', 0, 'Kestrel shares jumped 9 percent in Mumbai on Tuesday.')),
  );
  clusters.add(
    readArticle(
      article('b', 0, 'Scooter maker Voltix has been put up for sale by its founders in Pune.'),
    ),
  );
  assert.equal(clusters.stories().length, 2);
  for (const one of DEAL) clusters.add(readArticle(one));
  const placed = clusters.stories().flatMap(({ reports }) => reports);
  assert.equal(placed.length, new Set(placed).size);
  assert.equal(clusters.storyOf('en')?.id, clusters.storyOf('te')?.id);
});

test('a report that is taken out leaves its story, and the last one ends it', () => {
  const clusters = new StoryClusters({ keep: 'recent' });
  for (const one of DEAL.slice(0, 2)) clusters.add(readArticle(one));
  clusters.remove('en');
  assert.deepEqual(clusters.storyOf('hi')?.reports, ['hi']);
  assert.equal(clusters.storyOf('en'), undefined);
  clusters.remove('hi');
  assert.deepEqual(clusters.stories(), []);
});

test('a copy of a text joins its story although nothing else is known of it', () => {
  const text =
    'Volunteers of the valley cleaned forty kilometres of footpaths at the weekend, carried down three lorry loads of bottles and planted saplings along the way before the first snow closes the upper huts.';
  assert.deepEqual(storiesOf([article('first', 0, text), article('copy', 1, text)]), [
    'copy first',
  ]);
});

test('stories are let go from memory long after their last report', () => {
  const clusters = new StoryClusters({ keep: 'recent' });
  for (const one of DEAL) clusters.add(readArticle(one));
  clusters.add(
    readArticle(article('later', 40, 'A new species of frog was found in the hills of Kerala.')),
  );
  assert.equal(clusters.storyOf('en'), undefined);
  assert.equal(clusters.stories().length, 1);
});

test('a report that comes again with another text leaves its old story whole, and begins its own', () => {
  const clusters = new StoryClusters({ keep: 'recent' });
  for (const one of DEAL) clusters.add(readArticle(one));
  const frog = 'A new species of frog was found in the hills of Kerala by two students of zoology.';
  const placed = clusters.add(readArticle(article('en', 1, frog)));
  assert.equal(placed.fresh, true);
  assert.deepEqual(clusters.storyOf('en')?.reports, ['en']);
  assert.deepEqual(clusters.storyOf('hi')?.reports, ['hi', 'ta', 'te', 'id']);
  assert.notEqual(clusters.storyOf('hi')?.id, placed.story);
  clusters.remove('en');
  const [first] = DEAL;
  assert.ok(first);
  clusters.add(readArticle(first));
  assert.deepEqual(
    clusters.stories().map(({ reports }) => reports.toSorted()),
    [['en', 'hi', 'id', 'ta', 'te']],
  );
});

test('what was taken out no longer stretches its story over time', () => {
  const clusters = new StoryClusters({ keep: 'recent' });
  const [first, second] = DEAL;
  assert.ok(first && second);
  clusters.add(readArticle(first));
  clusters.add(readArticle({ ...second, publishedAtMs: FIRST_MS + 3 * DAY_MS }));
  clusters.remove('hi');
  clusters.add(readArticle(article('later', 9, 'A frog was found in the hills of Kerala.')));
  assert.equal(clusters.storyOf('en'), undefined);
});

test('reports that are put back where they were lead later ones to the same stories', () => {
  const labelled = crowded(labelledHalf('tuning'), 'tuning').toSorted(
    (a, b) =>
      a.article.publishedAtMs - b.article.publishedAtMs || (a.article.id < b.article.id ? -1 : 1),
  );
  const half = Math.floor(labelled.length / 2);
  const lived = new StoryClusters({ keep: 'recent' });
  for (const { article: one } of labelled.slice(0, half)) lived.add(readArticle(one));
  const again = new StoryClusters({ keep: 'recent' });
  for (const { article: one } of labelled.slice(0, half)) {
    const story = lived.storyOf(one.id);
    if (story !== undefined) again.restore(readArticle(one), { id: story.id, firstAtMs: FIRST_MS });
  }
  for (const { article: one } of labelled.slice(half)) {
    lived.add(readArticle(one));
    again.add(readArticle(one));
  }
  const groupsOf = (clusters: StoryClusters): string[] =>
    clusters
      .stories()
      .map(({ reports }) => reports.toSorted().join(' '))
      .toSorted();
  assert.deepEqual(groupsOf(again), groupsOf(lived));
});
