// Search as people meet it: over HTTP, in many scripts, with what happens to clips and people in between.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SearchAnswer, Suggestions, TagPage } from '@jhalak/contracts/search';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { Finder } from '../src/asking/finder.ts';

const CRICKET = {
  hi: 'कल का क्रिकेट मैच #क्रिकेट',
  ta: 'நேற்றைய கிரிக்கெட் போட்டி',
  te: 'నిన్నటి క్రికెట్ ఆట',
  bn: 'কালকের ক্রিকেট খেলা',
  gu: 'ગઈકાલની ક્રિકેટ મેચ',
  kn: 'ನಿನ್ನೆಯ ಕ್ರಿಕೆಟ್ ಪಂದ್ಯ',
  ml: 'ഇന്നലത്തെ ക്രിക്കറ്റ് കളി',
  pa: 'ਕੱਲ੍ਹ ਦਾ ਕ੍ਰਿਕਟ ਮੈਚ',
  or: 'କାଲିର କ୍ରିକେଟ ଖେଳ',
  ur: 'کل کا کرکٹ میچ',
  en: 'yesterday in cricket #Cricket #विज्ञान',
} as const;

let cell: TestCell;
let maker: TestPerson;
const clips = new Map<string, string>();

async function publish(caption: string, language: string, of = maker): Promise<string> {
  const id = await cell.publish({ personId: of.personId, caption, language, genre: 'sports' });
  return id;
}

async function search(query: string, token?: string): Promise<SearchAnswer> {
  const reply = await cell.api<SearchAnswer>('GET', `/v1/search?${query}`, { token });
  assert.equal(reply.status, 200, JSON.stringify(reply.body));
  assert.ok(Compile(SearchAnswer).Check(reply.body), JSON.stringify(reply.body));
  return reply.body;
}

const foundClips = async (q: string, token?: string): Promise<string[]> =>
  (await search(`kind=clips&limit=50&q=${encodeURIComponent(q)}`, token)).clips.map(({ id }) => id);

async function rowsWith(word: string): Promise<number> {
  const [row] = await cell.parts.database.query<{ count: number }>(
    {
      name: 'test.search_rows',
      text: `SELECT (SELECT count(*) FROM search_words WHERE word = $1)::int
        + (SELECT count(*) FROM search_documents WHERE $1 = ANY(words))::int AS count`,
    },
    [word],
  );
  return row?.count ?? 0;
}

before(async () => {
  cell = await startCell();
  maker = await cell.account('clip_maker');
  for (const [language, caption] of Object.entries(CRICKET))
    clips.set(language, await publish(caption, language));
  clips.set('vigyan', await publish('घर पर विज्ञान #हिन्दी #विज्ञान', 'hi'));
  clips.set('biryani', await publish('hyderabadi biryani at home', 'en'));
  clips.set('dance', await publish('डांस सीखो', 'hi'));
  await cell.drain();
});
after(async () => {
  await cell.close();
});

test('a word is found in every script, however it is spelt', async () => {
  const all = Object.keys(CRICKET).map((language) => clips.get(language) ?? '');
  for (const q of [
    'cricket',
    'kriket',
    'Criket',
    'क्रिकेट',
    'கிரிக்கெட்',
    'کرکٹ',
    'ക്രിക്കറ്റ്',
    'କ୍ରିକେଟ',
  ]) {
    const found = await foundClips(q);
    assert.deepEqual(found.toSorted(), all.toSorted(), q);
  }
  for (const q of ['vigyan', 'vijnan', 'vidnyan', 'vignan', 'விஞ்ஞானம்', 'విజ్ఞానం'])
    assert.ok((await foundClips(q)).includes(clips.get('vigyan') ?? ''), q);
});

test('what is written as asked stands before what only sounds so', async () => {
  for (const [language, q] of [
    ['ta', 'கிரிக்கெட்'],
    ['ur', 'کرکٹ'],
    ['en', 'cricket'],
  ] as const)
    assert.equal((await foundClips(q))[0], clips.get(language), q);
});

test('a slip of the finger is forgiven, and another word is not found by it', async () => {
  assert.deepEqual(await foundClips('biryanni'), [clips.get('biryani')]);
  assert.deepEqual(await foundClips('biriyan'), [clips.get('biryani')]);
  assert.deepEqual(await foundClips('hyderbad biryani'), [clips.get('biryani')]);
  assert.deepEqual(await foundClips('qqqq zzzz'), []);
});

test('pages follow each other without a gap or a repetition, and a cursor serves its own question only', async () => {
  const all = await foundClips('cricket');
  const paged: string[] = [];
  let cursor: string | null = '';
  for (let page = 0; page < 10 && cursor !== null; page += 1) {
    const from: string = cursor === '' ? '' : `&cursor=${cursor}`;
    const answer: SearchAnswer = await search(`q=cricket&kind=clips&limit=3${from}`);
    paged.push(...answer.clips.map(({ id }) => id));
    cursor = answer.next;
    cell.parts.clock.advance(3_600_000);
  }
  assert.deepEqual(paged, all);
  const first = await search('q=cricket&kind=clips&limit=3');
  const wrong = await cell.api<{ code: string }>(
    'GET',
    `/v1/search?q=dance&kind=clips&cursor=${first.next ?? ''}`,
  );
  assert.deepEqual([wrong.status, wrong.body.code], [400, 'cursor.invalid']);
});

test('people and tags are found too, and without a kind the best few of each', async () => {
  const person = await cell.account('meena_chennai', { languages: ['ta'] });
  await cell.api('PATCH', '/v1/profile', {
    token: person.token,
    body: { displayName: 'மீனா', bio: 'songs and jokes' },
  });
  await cell.drain();
  for (const q of ['meena', 'मीना', 'மீனா', 'meenachennai', 'mina chenai'])
    assert.deepEqual(
      (await search(`q=${encodeURIComponent(q)}&kind=people`)).people.map(({ handle }) => handle),
      ['meena_chennai'],
      q,
    );
  const { tags, clips: few, next } = await search(`q=${encodeURIComponent('क्रिकेट')}`);
  assert.deepEqual(tags.map(({ tag }) => tag).toSorted(), ['cricket', 'क्रिकेट'].toSorted());
  assert.equal(few.length, 4);
  assert.equal(next, null);
});

test('a tag is read whole in every script, and its spellings are one', async () => {
  // What \w sees of the same tags is why no pattern of ours uses it.
  assert.notEqual(/#(\w+)/u.exec('#विज्ञान')?.[1], 'विज्ञान');
  for (const [asked, ids] of [
    ['विज्ञान', ['vigyan', 'en']],
    ['हिंदी', ['vigyan']],
    ['हिन्दी', ['vigyan']],
    ['CRICKET', ['en']],
  ] as const) {
    const reply = await cell.api<TagPage>('GET', `/v1/tags/${encodeURIComponent(asked)}`);
    assert.equal(reply.status, 200, JSON.stringify(reply.body));
    assert.ok(Compile(TagPage).Check(reply.body), JSON.stringify(reply.body));
    assert.deepEqual(
      reply.body.items.map(({ id }) => id).toSorted(),
      ids.map((name) => clips.get(name) ?? '').toSorted(),
      asked,
    );
    assert.equal(reply.body.clips, ids.length);
  }
  assert.equal((await cell.api('GET', '/v1/tags/%20%23')).status, 400);
});

test('suggestions come while one types, in the scripts in which the words stand', async () => {
  const suggest = async (q: string): Promise<Suggestions['items']> => {
    const reply = await cell.api<Suggestions>(
      'GET',
      `/v1/search/suggestions?q=${encodeURIComponent(q)}`,
    );
    assert.ok(Compile(Suggestions).Check(reply.body), JSON.stringify(reply.body));
    return reply.body.items;
  };
  assert.deepEqual(
    (await suggest('kri'))
      .filter(({ kind }) => kind === 'tag')
      .map(({ text }) => text)
      .toSorted(),
    ['cricket', 'क्रिकेट'].toSorted(),
  );
  assert.deepEqual(
    (await suggest('clip')).map(({ kind, text }) => `${kind} ${text}`),
    ['person clip_maker'],
  );
  assert.deepEqual(await suggest('!'), []);
});

test('what goes dark is not found, what comes back is, and a child finds nothing for adults', async () => {
  const id = clips.get('dance') ?? '';
  assert.deepEqual(await foundClips('dance'), [id]);
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, id, { kind: 'remove', reason: 'spam', note: '' });
  });
  await cell.drain();
  assert.deepEqual(await foundClips('dance'), []);
  assert.equal(await rowsWith('सीखो'), 0, 'no word of a removed clip stays');
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, id, { kind: 'restore' });
    await cell.cell.videos.moderate(tx, id, { kind: 'restrict_age', on: true });
  });
  await cell.drain();
  const child = await cell.viewer({ ageBand: '13-17' });
  assert.deepEqual(await foundClips('dance', child.token), []);
  assert.deepEqual(await foundClips('dance', (await cell.viewer()).token), [id]);
});

test('a clip is among the first that its own words find, so that an order’s proof sees whether it is shown', async () => {
  for (const [language, caption] of Object.entries(CRICKET)) {
    const { clips: found } = await search(`q=${encodeURIComponent(caption)}`);
    assert.equal(found[0]?.id, clips.get(language), caption);
  }
});

test('an erased person leaves no word in the index', async () => {
  const leaver = await cell.account('xylofonist');
  await publish('qamarjahan sings #qamartag', 'ur', leaver);
  await cell.drain();
  assert.equal((await foundClips('qamarjahan')).length, 1);
  assert.equal((await search('q=xylofonist&kind=people')).people.length, 1);
  await cell.cell.accounts.erasePerson(leaver.personId);
  for (const word of ['qamarjahan', 'qamartag', 'xylofonist'])
    assert.equal(await rowsWith(word), 0, word);
  await cell.drain();
  for (const word of ['qamarjahan', 'qamartag', 'xylofonist'])
    assert.equal(await rowsWith(word), 0, word);
});

test('the index is made anew from what there is, to the same rows', async () => {
  const dump = async (): Promise<unknown> => {
    const ask = async (name: string, text: string): Promise<unknown> =>
      await cell.parts.database.query({ name: `test.${name}`, text });
    return [
      await ask('w', 'SELECT word, sound, skeleton, documents FROM search_words ORDER BY word'),
      await ask(
        'd',
        `SELECT document_id, (SELECT array_agg(w ORDER BY w) FROM unnest(words) AS w) AS words, tags, clips
          FROM search_documents ORDER BY document_id`,
      ),
      await ask('t', 'SELECT tag, video_id FROM search_tagged ORDER BY tag, video_id'),
    ];
  };
  const before = await dump();
  await cell.cell.search.rebuildIndex();
  assert.deepEqual(await foundClips('cricket'), []);
  const fill = cell.cell.features
    .flatMap(({ sweeps }) => sweeps)
    .find(({ name }) => name === 'search.fill');
  assert.ok(((await fill?.run()) ?? 0) > clips.size);
  assert.equal(await fill?.run(), 0, 'it is read once');
  assert.deepEqual(await dump(), before);
});

test('two words find the tag that writes them as one, and who is kept apart finds nothing of the other', async () => {
  const other = await cell.account('kohli_fan');
  const id = await publish('what a day #viratkohli', 'en', other);
  await cell.drain();
  for (const q of ['virat kohli', 'विराट कोहली', '#viratkohli'])
    assert.deepEqual(await foundClips(q), [id], q);
  const spaced = await publish('when rohit sharma batted', 'en', other);
  await cell.drain();
  for (const q of ['rohitsharma', '#RohitSharma', 'rohit sharma'])
    assert.deepEqual(await foundClips(q), [spaced], q);
  const blocker = await cell.account('blocker_b');
  assert.deepEqual(await foundClips('virat kohli', blocker.token), [id]);
  const reply = await cell.api('PUT', '/v1/people/kohli_fan/block', { token: blocker.token });
  assert.equal(reply.status, 204);
  await cell.drain();
  assert.deepEqual(await foundClips('virat kohli', blocker.token), []);
  assert.deepEqual((await search('q=kohli&kind=people', blocker.token)).people, []);
  assert.deepEqual((await search('q=viratkohli&kind=tags', blocker.token)).tags, []);
});

test('clips of a private account are found by nobody, and their tag counts none of them', async () => {
  const shy = await cell.account('shy_singer');
  const id = await publish('humming at dawn #dawnsong', 'en', shy);
  await cell.drain();
  assert.deepEqual(await foundClips('humming'), [id]);
  const reply = await cell.api('PUT', '/v1/accounts/me/privacy', {
    token: shy.token,
    body: { private: true },
  });
  assert.ok(reply.status < 300, JSON.stringify(reply.body));
  await cell.drain();
  assert.deepEqual(await foundClips('humming'), []);
  assert.deepEqual((await search('q=dawnsong&kind=tags')).tags, []);
  assert.equal((await cell.api<TagPage>('GET', '/v1/tags/dawnsong')).body.clips, 0);
  await publish('whispering at noon', 'en', shy);
  await cell.drain();
  for (const word of ['humming', 'dawnsong', 'whispering'])
    assert.equal(await rowsWith(word), 0, `${word} could be suggested`);
  await cell.api('PUT', '/v1/accounts/me/privacy', { token: shy.token, body: { private: false } });
  await cell.drain();
  assert.deepEqual(await foundClips('humming'), [id], 'who opens is found again');
  assert.equal((await foundClips('whispering')).length, 1);
});

test('one sign that stands for several words is found by each, and takes no other clip’s words along', async () => {
  const praise = await publish('نعت ﷺ #ﷺ', 'ur');
  const other = await publish('صلى لاہور', 'ur');
  await cell.drain();
  assert.deepEqual((await foundClips('صلى')).toSorted(), [praise, other].toSorted());
  await cell.parts.database.transaction(async (tx) => {
    await cell.cell.videos.moderate(tx, praise, { kind: 'remove', reason: 'spam', note: '' });
  });
  await cell.drain();
  assert.deepEqual(await foundClips('صلى'), [other]);
  const wrong = await cell.parts.database.query({
    name: 'test.search_counts',
    text: `SELECT word FROM search_words AS w WHERE word ~ '\\s' OR documents <>
      (SELECT count(*) FROM search_documents AS d WHERE w.word = ANY(d.words))`,
  });
  assert.deepEqual(wrong, [], 'every word counts its documents');
});

test('a question that the index cannot answer in time ends with a sentence', async () => {
  const holder = await cell.parts.database.pool.connect();
  try {
    await holder.query('BEGIN; LOCK TABLE search_words IN ACCESS EXCLUSIVE MODE');
    const late = await cell.api<{ code: string }>('GET', '/v1/search?q=cricket');
    assert.deepEqual([late.status, late.body.code], [422, 'search.too_broad']);
  } finally {
    await holder.query('ROLLBACK');
    holder.release();
  }
  assert.equal((await foundClips('cricket')).length > 0, true);
});

test('a question has its time as a whole, and a few are read at once; others wait for their turn', async () => {
  const { database, clock } = cell.parts;
  const finder = new Finder({ database, clock, taste: cell.cell.taste });
  const one = { name: 'test.one', text: 'SELECT 1 AS one' };
  await assert.rejects(
    finder.bounded(async (queries) => {
      await queries.query(one);
      clock.advance(2_000);
      await queries.query(one);
    }),
    { code: 'search.too_broad' },
  );
  let reading = 0;
  let most = 0;
  const ends: (() => void)[] = [];
  const asked = Array.from({ length: 9 }, async () => {
    await finder.bounded(async () => {
      most = Math.max(most, (reading += 1));
      await new Promise<void>((resolve) => void ends.push(resolve));
      reading -= 1;
    });
  });
  for (let ended = 0; ended < asked.length;) {
    await database.query(one);
    if (reading < Math.min(4, asked.length - ended)) continue;
    for (const end of ends.splice(0)) {
      end();
      ended += 1;
    }
  }
  await Promise.all(asked);
  assert.equal(most, 4);
});

test('no text breaks a search, a suggestion or a tag', async () => {
  const texts = fc.sample(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }), {
    numRuns: 60,
    seed: 8,
  });
  for (const text of ['\u0000', "'; --", '%', '\\', '\u200d\u200d', 'ﷺ', '𞤀𞤣', '𝒟', ...texts]) {
    const q = encodeURIComponent(text);
    for (const path of [`search?q=${q}`, `search/suggestions?q=${q}`, `tags/${q}`]) {
      const { status } = await cell.api('GET', `/v1/${path}`);
      assert.ok([200, 400, 404].includes(status), `${status} ${path}`);
    }
  }
});

test('a question has its bounds, and one without a letter is answered with nothing', async () => {
  assert.equal((await cell.api('GET', `/v1/search?q=${'a'.repeat(121)}`)).status, 400);
  assert.deepEqual(await search('q=%F0%9F%98%80'), {
    clips: [],
    people: [],
    packs: [],
    tags: [],
    sounds: [],
    stories: [],
    next: null,
  });
  const long = await search(`q=${encodeURIComponent('cricket a b c d e f g h i j k')}&kind=clips`);
  assert.ok(long.clips.length > 0);
});
