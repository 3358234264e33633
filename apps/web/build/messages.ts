// Compiles the ICU catalogues. `@messageformat/core` turns each message into a function at build time, so the browser
// gets no parser. The type of every key and its arguments is generated from the English catalogue.

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import messageFormatModule from '@messageformat/core';
import compileModuleModule from '@messageformat/core/lib/compile-module.js';
import { parse, type Token } from '@messageformat/parser';
import { INTERFACE_LANGUAGES, type InterfaceLanguage } from '@jhalak/contracts/languages';

/** One language's messages as written: flat key to ICU text. */
export type Catalogue = Readonly<Record<string, string>>;

// CommonJS modules whose types claim a default export that Node does not see: given the shape that they have.
const MessageFormat = messageFormatModule as unknown as new (
  locale: string,
  options: { strict: boolean },
) => object;
const compileModule = compileModuleModule as unknown as (
  compiler: object,
  messages: Catalogue,
) => string;

const FOLDER = join(import.meta.dirname, '../messages');

/** Reads one catalogue. @throws SyntaxError where the file is no JSON. Cost: one file. */
export async function readCatalogue(language: InterfaceLanguage): Promise<Catalogue> {
  return JSON.parse(await readFile(join(FOLDER, `${language}.json`), 'utf8')) as Catalogue;
}

/** All catalogues by language. */
export async function readCatalogues(): Promise<Record<InterfaceLanguage, Catalogue>> {
  const read = await Promise.all(
    INTERFACE_LANGUAGES.map(async (language) => [language, await readCatalogue(language)] as const),
  );
  return Object.fromEntries(read) as Record<InterfaceLanguage, Catalogue>;
}

/**
 * @returns the source of an ES module whose default export maps each key to a function of its arguments.
 * @throws where a message is no valid ICU text. Cost: about 1 ms per 100 messages.
 */
export function compileCatalogue(language: InterfaceLanguage, catalogue: Catalogue): string {
  return compileModule(new MessageFormat(language, { strict: true }), { ...catalogue });
}

/** An argument of a message: `number` where it selects a plural, else text. */
export type ArgumentKind = 'number' | 'text';

/** @returns the arguments that a message takes, by name, also those inside plural and select branches. */
export function argumentsOf(message: string): Map<string, ArgumentKind> {
  const found = new Map<string, ArgumentKind>();
  visit(parse(message, { strict: true }), (token) => {
    if (token.type === 'argument' || token.type === 'select') found.set(token.arg, 'text');
    if (token.type === 'plural') found.set(token.arg, 'number');
  });
  return found;
}

/** @returns for each plural of a message the categories that it writes out. */
export function pluralCategoriesOf(message: string): string[][] {
  const found: string[][] = [];
  visit(parse(message, { strict: true }), (token) => {
    if (token.type === 'plural') found.push(token.cases.map((one) => one.key));
  });
  return found;
}

function visit(tokens: readonly Token[], look: (token: Token) => void): void {
  for (const token of tokens) {
    look(token);
    if ('cases' in token) for (const one of token.cases) visit(one.tokens, look);
  }
}

/** As the formatter has it: what is generated is checked like what is written. */
const LINE_CHARACTERS_MAX = 100;

const broken = (key: string, fields: readonly string[]): string =>
  [`  '${key}': {`, ...fields.map((field) => `    ${field};`), '  };'].join('\n');

/**
 * @returns a TypeScript module declaring `Messages`: every key with the type of its arguments, or null for none.
 * Written to src/i18n/messages.gen.ts, which is kept in the repository; a test fails when it is stale.
 */
export function typesOf(english: Catalogue): string {
  const lines = Object.entries(english).map(([key, message]) => {
    const names = [...argumentsOf(message)];
    const fields = names.map(
      ([name, kind]) => `${name}: ${kind === 'number' ? 'number' : 'string | number'}`,
    );
    if (fields.length === 0) return `  '${key}': null;`;
    const line = `  '${key}': { ${fields.join('; ')} };`;
    return line.length <= LINE_CHARACTERS_MAX ? line : broken(key, fields);
  });
  return [
    '// Generated from messages/en.json by the build. Do not edit.',
    '',
    '/** Every message of the interface and the arguments it takes. */',
    'export interface Messages {',
    ...lines,
    '}',
    '',
  ].join('\n');
}
