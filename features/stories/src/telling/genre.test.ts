// Genre, age class and summary, by texts of our own in five languages.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readArticle } from '../text/read-article.ts';
import { tellStory, type ToldStory } from './tell-story.ts';

function told(text: string, title = ''): ToldStory {
  return tellStory([
    readArticle({ id: 'r', publisher: '', language: '', publishedAtMs: 0, title, text }),
  ]);
}

test('a story has a genre of the house, in five languages; what is hard news stays news', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['sports', 'India beat Sri Lanka by four wickets in the second one-day match at Kolkata.'],
    ['sports', 'भारत ने कोलकाता में दूसरे वनडे मैच में श्रीलंका को चार विकेट से हराया।'],
    ['sports', 'கொல்கத்தாவில் நடந்த கிரிக்கெட் போட்டியில் இந்திய அணி நான்கு விக்கெட் வித்தியாசத்தில் வென்றது.'],
    ['sports', 'కోల్‌కతాలో జరిగిన క్రికెట్ మ్యాచ్‌లో భారత జట్టు నాలుగు వికెట్ల తేడాతో గెలిచింది.'],
    ['sports', 'Timnas Indonesia menang 2-1 atas Vietnam dalam laga sepak bola di Jakarta.'],
    ['music', 'The singer released her new album of songs and will play a concert in Chennai.'],
    ['food', 'The chef opened a restaurant where every dish is a recipe of the coast.'],
    ['news', 'A bus of pilgrims fell into a gorge near Chamba and 12 people died.'],
    ['news', 'The central bank raised its interest rate by a quarter of a point.'],
  ];
  for (const [genre, text] of cases) assert.equal(told(text).genre, genre, text);
});

test('whom a story suits is told with why', () => {
  const cases: readonly (readonly [string, string])[] = [
    ['all', 'The library of Mysuru opens a reading room for children on Sunday.'],
    ['13+', 'A bus fell into a gorge near Chamba and 12 people died.'],
    ['13+', 'पटना के पास बस पलटने से 12 लोगों की मौत हो गई।'],
    ['13+', 'Gempa menewaskan 12 orang di Cianjur.'],
    ['18+', 'A court in Delhi convicted two men of rape on Friday.'],
  ];
  for (const [age, text] of cases) {
    const { safety } = told(text);
    assert.equal(safety.age, age, text);
    assert.equal(safety.reasons.length > 0, age !== 'all', text);
  }
});

test('a text that begins with its headline is not summed up by it', () => {
  const title = 'Gangapur dam near Nashik opened';
  const text = `${title}. Engineers released water from the Gangapur dam into the Godavari on Friday. Schools stay closed until Monday.`;
  const [telling] = told(text, title).tellings;
  assert.equal(telling?.headline.text, title);
  assert.ok(telling.summary.length > 0);
  for (const quote of telling.summary) assert.notEqual(quote.text, `${title}.`);
});
