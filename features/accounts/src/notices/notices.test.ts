// Claims about the notice that is read before a yes.

import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import {
  NOTICE_VERSION,
  noticeRead,
  PUBLISHED_NOTICES,
  type NoticeList,
  type NoticeText,
} from '@jhalak/contracts/consent-notice';
import type { Viewer } from '@jhalak/contracts/accounts';
import { CONSENT, digestOf, failsWith, openHouse, type House } from '../accounts.fixture.ts';

/** The Eighth Schedule of India's constitution, each with the script that its notice stands in. */
const EIGHTH_SCHEDULE: Readonly<Record<string, RegExp>> = {
  ...{ as: /\p{Script=Bengali}/u, bn: /\p{Script=Bengali}/u, gu: /\p{Script=Gujarati}/u },
  ...{ kn: /\p{Script=Kannada}/u, ml: /\p{Script=Malayalam}/u, or: /\p{Script=Oriya}/u },
  ...{ pa: /\p{Script=Gurmukhi}/u, ta: /\p{Script=Tamil}/u, te: /\p{Script=Telugu}/u },
  ...{ brx: /\p{Script=Devanagari}/u, doi: /\p{Script=Devanagari}/u, hi: /\p{Script=Devanagari}/u },
  ...{ kok: /\p{Script=Devanagari}/u, mai: /\p{Script=Devanagari}/u, mr: /\p{Script=Devanagari}/u },
  ...{ ne: /\p{Script=Devanagari}/u, sa: /\p{Script=Devanagari}/u },
  ...{ ks: /\p{Script=Arabic}/u, sd: /\p{Script=Arabic}/u, ur: /\p{Script=Arabic}/u },
  ...{ mni: /\p{Script=Meetei_Mayek}/u, sat: /\p{Script=Ol_Chiki}/u },
};
const RIGHT_TO_LEFT = ['ks', 'sd', 'ur'];
/** Of the letters of each line, names of pages and authorities aside. */
const OWN_SCRIPT_SHARE = 0.8;
const LINES = [
  ...(['title', 'ask', 'what', 'purpose', 'others', 'without', 'withdraw'] as const),
  ...(['rights', 'complain', 'yes', 'no'] as const),
] as const;

let house: House;
before(async () => {
  house = await openHouse();
});
after(async () => {
  await house.close();
});

async function textOf(sha256: string): Promise<NoticeText> {
  const { stream } = await house.call('getConsentNotice', { params: { sha256 } });
  const parts: Buffer[] = [];
  for await (const part of stream ?? []) parts.push(part as Buffer);
  return JSON.parse(Buffer.concat(parts).toString('utf8')) as NoticeText;
}

async function newViewer(consent: object): Promise<string> {
  const body = { languages: ['hi'], genres: [], ageBand: '18plus', consent };
  return ((await house.call('createViewer', { body })).json as { token: string }).token;
}

test('the notice stands in the twenty-two languages of the Eighth Schedule and in English, each in its script and direction', async () => {
  const list = (await house.call('getConsentNotices')).json as NoticeList;
  assert.equal(Object.keys(EIGHTH_SCHEDULE).length, 22);
  assert.equal(list.version, NOTICE_VERSION);
  const named = new Set(list.languages.map(({ language }) => language));
  for (const language of [...Object.keys(EIGHTH_SCHEDULE), 'en', 'id'])
    assert.ok(named.has(language), language);
  for (const { language, direction, name, sha256, reviewed } of list.languages) {
    const text = await textOf(sha256);
    assert.deepEqual([text.version, text.language, text.name], [NOTICE_VERSION, language, name]);
    assert.equal(direction, RIGHT_TO_LEFT.includes(language) ? 'rtl' : 'ltr');
    assert.equal(reviewed, false, 'no speaker has signed one');
    const script = EIGHTH_SCHEDULE[language];
    for (const line of LINES) {
      const letters = text[line].replace(/\([^)]*\)/gu, '').match(/\p{L}/gu) ?? [];
      const own = letters.filter((one) => script?.test(one) ?? true).length;
      assert.ok(
        letters.length > 0 && own / letters.length >= OWN_SCRIPT_SHARE,
        `${language} ${line}`,
      );
    }
    assert.ok((text.board['in'] ?? '').length > 0, `${language} names the Board`);
  }
});

test('every published text has the digest under which it is served, and every file was published', async () => {
  for (const { version, documents } of PUBLISHED_NOTICES) {
    for (const sha256 of Object.values(documents)) {
      const { stream } = await house.call('getConsentNotice', { params: { sha256 } });
      assert.equal(await digestOf(stream), sha256);
    }
    const files = await readdir(new URL(`../../notices/${version}/`, import.meta.url));
    assert.deepEqual(
      files.sort(),
      Object.keys(documents)
        .map((one) => `${one}.json`)
        .sort(),
    );
  }
  const versions = await readdir(new URL('../../notices/', import.meta.url));
  assert.deepEqual(
    versions.sort(),
    PUBLISHED_NOTICES.map(({ version }) => version),
  );
});

test('a yes is taken only with the digest of today’s text in its language; a no without any', async () => {
  const yes = { ...CONSENT, personalisation: true };
  const wrong: readonly [object, 'consent.notice_old' | 'consent.notice_unknown'][] = [
    [{ ...yes, noticeSha256: undefined }, 'consent.notice_old'],
    [{ ...yes, noticeLanguage: 'ta' }, 'consent.notice_unknown'],
    [{ ...yes, noticeVersion: '2026-11-22' }, 'consent.notice_unknown'],
    [{ ...yes, noticeSha256: '0'.repeat(64) }, 'consent.notice_unknown'],
    [{ ...yes, personalisation: false, noticeSha256: '0'.repeat(64) }, 'consent.notice_unknown'],
  ];
  for (const [consent, code] of wrong)
    await assert.rejects(newViewer(JSON.parse(JSON.stringify(consent)) as object), failsWith(code));
  const no = { personalisation: false, lock: false, ads: false };
  const token = await newViewer({ ...no, noticeVersion: '', noticeLanguage: '' });
  const consent = { ...no, personalisation: true, ...noticeRead('sat') };
  const patched = await house.call('patchViewer', { token, body: { consent } });
  const viewer = patched.json as Viewer;
  assert.deepEqual([viewer.personal, viewer.consent], [true, consent]);
  const caller = await house.accounts.authenticate(token);
  const [last] = await house.parts.database.query<{
    notice_sha256: string;
    notice_language: string;
  }>({
    name: 'test.ledger',
    text: `SELECT notice_sha256, notice_language FROM consents WHERE person_id = '${caller?.personId}' ORDER BY at_ms DESC, consent_id DESC LIMIT 1`,
  });
  assert.deepEqual(last, { notice_sha256: noticeRead('sat').noticeSha256, notice_language: 'sat' });
});

test('who agreed to an older notice is asked again: nothing is learned meanwhile, and a no is still one tap', async () => {
  const token = await newViewer(CONSENT);
  const caller = await house.accounts.authenticate(token);
  await house.parts.database.query({
    name: 'test.older',
    text: `UPDATE persons SET notice_version = '2026-11-22', notice_sha256 = NULL WHERE person_id = '${caller?.personId}'`,
  });
  const viewer = await house.accounts.viewerById(caller?.personId ?? '');
  assert.deepEqual([viewer?.personal, viewer?.noticeChanged], [false, true]);
  const child = {
    name: 'test.child',
    text: 'UPDATE persons SET age_band = $2 WHERE person_id = $1',
  };
  const asks = async (band: string): Promise<true | undefined> => {
    await house.parts.database.query(child, [caller?.personId ?? '', band]);
    return (await house.accounts.viewerById(caller?.personId ?? ''))?.noticeChanged;
  };
  assert.equal(await asks('13-17'), undefined, 'nothing is ever learned of a child');
  assert.equal(await asks('18plus'), true);
  const held = viewer?.consent;
  const asked = await house.call('patchViewer', {
    token,
    body: { consent: { ...held, ...noticeRead('ta') } },
  });
  assert.deepEqual(
    [(asked.json as Viewer).personal, (asked.json as Viewer).noticeChanged],
    [true, undefined],
  );
  const taken = { ...held, personalisation: false };
  const back = await house.call('patchViewer', { token, body: { consent: taken } });
  assert.equal((back.json as Viewer).personal, false);
});
