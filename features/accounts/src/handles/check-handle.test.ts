import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { SCRIPT_OF } from './characters.ts';
import {
  checkChosenHandle,
  checkHandle,
  foldHandle,
  HANDLE_MAX,
  HANDLE_MIN,
  type HandleRule,
} from './check-handle.ts';
import { skeletonOf } from './skeleton.ts';

const NAMES = [
  'ravi',
  'ravi_kumar.07',
  'josé',
  'रवि_कुमार',
  'अनुराधा',
  'क्षितिज',
  'கவிதா',
  'மணி',
  'రమేష్',
  'বৃষ্টি',
  'ગીતા',
  'ಕನ್ನಡ',
  'മലയാളം',
  'ਗੁਰਪ੍ਰੀਤ',
  'ଓଡ଼ିଆ',
  'অসমীয়া',
  'اردو',
  'रवि०७',
  'रवि07',
  'क्\u200dष_राज',
  'siti.nurhaliza',
];

test('names in every script of the region are accepted', () => {
  for (const name of NAMES)
    assert.equal(
      checkHandle(name).kind,
      'accepted',
      `${name} ${JSON.stringify(checkHandle(name))}`,
    );
});

test('case, width, spaces around and a leading @ do not count', () => {
  for (const typed of ['Ravi', 'RAVI', ' @ravi ', 'ｒａｖｉ', 'ｒAＶi']) {
    const verdict = checkHandle(typed);
    assert.equal(verdict.kind === 'accepted' && verdict.handle, 'ravi', typed);
  }
});

const REFUSED: readonly [string, HandleRule][] = [
  ['ab', 'length'],
  ['a'.repeat(31), 'length'],
  ['', 'length'],
  ['аdmin', 'characters'], // Cyrillic а
  ['админ', 'characters'],
  ['ραvi', 'characters'],
  ['ravi kumar', 'characters'],
  ['ravi-kumar', 'characters'],
  ['ra\u200bvi', 'characters'],
  ['ra\u202evi', 'characters'],
  ['ra\u2066vi', 'characters'],
  ['ra\u00advi', 'characters'],
  ['ravi\ufe0f', 'characters'],
  ['ra\u0301\u0301\u0301vi', 'characters'],
  ['ravi😀', 'characters'],
  ['渡辺渡', 'characters'],
  ['ravi\u0000', 'characters'],
  ['\ud800abc', 'characters'],
  ['raviरवि', 'one_script'],
  ['रவிa', 'one_script'],
  ['रवि०7', 'one_kind_of_digits'],
  ['12345', 'a_letter'],
  ['१२३', 'a_letter'],
  ['.ravi', 'separators'],
  ['ravi_', 'separators'],
  ['ra__vi', 'separators'],
  ['ra._vi', 'separators'],
  ['\u093fरव', 'signs'],
  ['रवि\u093f', 'signs'],
  ['र.\u093fव', 'signs'],
  ['1\u093fरव', 'signs'],
  ['ra\u200dvi', 'joiners'],
  ['रवि\u200dक', 'joiners'],
  ['रवक्\u200d', 'joiners'],
  ['क्\u200d\u200dष', 'joiners'],
  ['admin', 'reserved'],
  ['Adm1n', 'reserved'],
  ['a.d.m.i.n', 'reserved'],
  ['5upp0rt', 'reserved'],
  ['ádmin', 'reserved'],
  ['jhalak_india', 'reserved'],
  ['ravi.0fficial', 'reserved'],
];

test('every rule refuses what it is there for, by its name', () => {
  for (const [typed, rule] of REFUSED) {
    const verdict = checkChosenHandle(typed);
    assert.equal(
      verdict.kind === 'refused' ? verdict.rule : 'accepted',
      rule,
      JSON.stringify(typed),
    );
  }
});

test('the operator can give out a reserved name, which keeps all other rules', () => {
  assert.equal(checkHandle('jhalak').kind, 'accepted');
  assert.equal(checkHandle('jhаlak').kind, 'refused');
});

test('look-alikes share a skeleton', () => {
  const pairs = [
    ['admin', 'adm1n'],
    ['modern', 'rnodern'],
    ['paypal', 'paypa1'],
    ['google', 'g00gle'],
    ['jose', 'josé'],
    ['vvater', 'water'],
    ['bill', 'bi11'],
    ['ooo', 'ഠഠഠ'],
    ['क्ष_राज', 'क्\u200dष_राज'],
    ['आशा', 'अाशा'],
    ['ಉಮಾ', 'ಉಮಾ'],
    ['أحمد', 'أحمد'],
    ['oslo', 'øslø'],
  ] as const;
  for (const [one, other] of pairs)
    assert.equal(skeletonOf(foldHandle(one)), skeletonOf(foldHandle(other)), one);
});

test('names that a person tells apart have different skeletons', () => {
  const skeletons = NAMES.map((name) => skeletonOf(foldHandle(name)));
  assert.equal(new Set(skeletons).size, NAMES.length);
  assert.notEqual(skeletonOf('ravi'), skeletonOf('ravi1'));
  assert.notEqual(skeletonOf('क'), skeletonOf('क्'));
  assert.notEqual(skeletonOf('ra.vi'), skeletonOf('ra_vi'));
});

const HIDING = /[\p{Cc}\p{Cf}\p{Zs}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}]/u;
const SCRIPTS = [...new Set(SCRIPT_OF.values())];
const ofOneScript = fc.constantFrom(...SCRIPTS).chain((script) => {
  const letters = [...SCRIPT_OF.keys()].filter((character) => SCRIPT_OF.get(character) === script);
  const unit = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...letters) },
    { weight: 1, arbitrary: fc.constantFrom(...Array.from('0123456789._\u200c\u200d')) },
  );
  return fc.string({ unit, minLength: 2, maxLength: 8 });
});
const anything = fc.oneof(
  ofOneScript,
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...SCRIPT_OF.keys()), maxLength: 35 }),
  fc.string({
    unit: fc.constantFrom(...Array.from('ravi0१कि\u094d\u200d\u200b\u202e\u0430._Ｒ')),
    maxLength: 12,
  }),
);

test('nothing that hides, reorders or mixes scripts is ever accepted', () => {
  let accepted = 0;
  fc.assert(
    fc.property(anything, (typed) => {
      const verdict = checkHandle(typed);
      if (verdict.kind === 'refused') return;
      accepted += 1;
      const { handle } = verdict;
      const shown = handle.replace(
        /(?<=[\u094d\u09cd\u0a4d\u0acd\u0b4d\u0bcd\u0c4d\u0ccd\u0d4d])[\u200c\u200d](?=\p{L})/gu,
        '',
      );
      assert.ok(!HIDING.test(shown), 'nothing invisible but joiners in their place');
      const scripts = new Set(
        Array.from(shown, (character) => SCRIPT_OF.get(character)).filter(
          (script) => script !== undefined,
        ),
      );
      assert.equal(scripts.size, 1, 'one script');
      assert.ok(handle === handle.normalize('NFKC') && handle === handle.toLowerCase(), 'folded');
      const { length } = Array.from(handle);
      assert.ok(length >= HANDLE_MIN && length <= HANDLE_MAX, 'length');
    }),
    { numRuns: 3_000 },
  );
  assert.ok(accepted > 100, `the property must have met accepted handles: ${accepted}`);
});

test('folding and judging an accepted handle again changes nothing', () => {
  fc.assert(
    fc.property(anything, (typed) => {
      const verdict = checkHandle(typed);
      if (verdict.kind === 'refused') return;
      assert.deepEqual(checkHandle(verdict.handle), verdict);
      const shouted = checkHandle(verdict.handle.toUpperCase());
      if (shouted.kind === 'accepted') assert.equal(shouted.skeleton, verdict.skeleton);
    }),
    { numRuns: 3_000 },
  );
});
