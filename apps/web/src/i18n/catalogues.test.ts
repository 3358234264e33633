import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';
import {
  argumentsOf,
  compileCatalogue,
  pluralCategoriesOf,
  readCatalogues,
  typesOf,
  type Catalogue,
} from '../../build/messages.ts';
import { usedKeys } from '../../build/used-keys.ts';
import { isUnreviewed, REVIEWS } from './reviews.ts';

const SRC = join(import.meta.dirname, '..');
let catalogues: Record<InterfaceLanguage, Catalogue>;
before(async () => {
  catalogues = await readCatalogues();
});

test('every language has exactly the keys of English, none of them empty', () => {
  const keys = Object.keys(catalogues.en).sort();
  assert(keys.length > 300, 'the catalogue was read');
  for (const language of INTERFACE_LANGUAGES) {
    assert.deepEqual(Object.keys(catalogues[language]).sort(), keys, language);
    for (const [key, message] of Object.entries(catalogues[language]))
      assert.notEqual(message.trim(), '', `${language} ${key}`);
  }
});

test('every translation takes the arguments of the English message', () => {
  for (const language of INTERFACE_LANGUAGES) {
    for (const [key, english] of Object.entries(catalogues.en)) {
      const wanted = Object.fromEntries(argumentsOf(english));
      assert.deepEqual(
        Object.fromEntries(argumentsOf(catalogues[language][key] ?? '')),
        wanted,
        `${language} ${key}`,
      );
    }
  }
});

test('every plural writes out each category of its language, by the browser’s own rules', () => {
  let plurals = 0;
  for (const language of INTERFACE_LANGUAGES) {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories.toSorted();
    for (const [key, message] of Object.entries(catalogues[language])) {
      for (const written of pluralCategoriesOf(message)) {
        plurals += 1;
        assert.deepEqual(written.toSorted(), categories, `${language} ${key}`);
      }
    }
  }
  assert(plurals > 40, 'plurals were looked at');
});

/** Arguments that carry what people, firms, places and machines are called: in any script. */
const NAMES =
  /[@#]?\{(?:approver|author|browser|caption|cell|code|countries|domain|handles?|host|issuer|key|language|names?|origin|parent|phone|place|publisher|reference|region|sponsor|system|tag|version|who|word)\}/gu;

test('in a catalogue that runs from the right each name stands by itself, its sign before it', () => {
  let names = 0;
  for (const [key, message] of Object.entries(catalogues.ur)) {
    for (const { 0: name, index } of message.matchAll(NAMES)) {
      names += 1;
      const before = message.slice(0, index);
      const open = before.split('\u2068').length - before.split('\u2069').length;
      assert(open > 0, `ur ${key}: ${name} is not isolated`);
    }
  }
  assert(names > 80, 'names were looked at');
});

test('every catalogue compiles', () => {
  for (const language of INTERFACE_LANGUAGES)
    assert.match(compileCatalogue(language, catalogues[language]), /export default/u);
});

test('every key is used, and every used key exists', async () => {
  const { exact, patterns } = await usedKeys('all');
  assert(exact.size > 200, 'the sources were read');
  const keys = Object.keys(catalogues.en);
  const unused = keys.filter(
    (key) => !exact.has(key) && !patterns.some((pattern) => pattern.test(key)),
  );
  assert.deepEqual(unused, []);
  assert.deepEqual(
    [...exact].filter((key) => !keys.includes(key)),
    [],
  );
  for (const pattern of patterns)
    assert(
      keys.some((key) => pattern.test(key)),
      String(pattern),
    );
});

test('a review covers the words as they are today', async () => {
  for (const [language, { digest }] of Object.entries(REVIEWS)) {
    const file = await readFile(join(SRC, `../messages/${language}.json`));
    assert.equal(createHash('sha256').update(file).digest('hex'), digest, language);
  }
  assert.equal(isUnreviewed('en'), false);
});

test('the generated types are those of the English catalogue', async () => {
  assert.equal(
    await readFile(join(SRC, 'i18n/messages.gen.ts'), 'utf8'),
    typesOf(catalogues.en),
    'run the build and commit src/i18n/messages.gen.ts',
  );
});
