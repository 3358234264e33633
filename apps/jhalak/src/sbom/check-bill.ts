// Is a document valid CycloneDX 1.6? By the official schema, as the library ships it, read once; no network is asked.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import * as formats from 'ajv-formats';

/** Anything longer is no bill of materials that we write; checking costs memory. */
const BILL_BYTES_MAX = 64_000_000;
/** Wrong places that are told; the rest follows from them. */
const TOLD_MAX = 3;
/** What the schema refers to, beside itself. */
const PARTS = ['spdx', 'jsf-0.82', 'cryptography-defs'] as const;
/** RFC 3987 and RFC 6531 texts: any text without white space; nothing is fetched from them. */
const LOOSE_FORMATS = ['iri-reference', 'iri', 'idn-email'] as const;

let compiled: Promise<ValidateFunction> | undefined;

/** @returns what is wrong with a document; undefined when it is valid. Cost: .5 s at the first call, then milliseconds. */
export async function checkBill(text: string): Promise<string | undefined> {
  if (Buffer.byteLength(text) > BILL_BYTES_MAX) return 'it is too large';
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return 'it is no JSON';
  }
  compiled ??= compile();
  const validate = await compiled;
  if (validate(json)) return undefined;
  const places = (validate.errors ?? []).slice(0, TOLD_MAX);
  return places.map(({ instancePath, message }) => `${instancePath} ${message}`).join('; ');
}

async function compile(): Promise<ValidateFunction> {
  const ajv = new Ajv({ strict: false, allErrors: false });
  // The package is a function that stands on its own default export.
  formats.default.default(ajv);
  for (const name of LOOSE_FORMATS) ajv.addFormat(name, /^\S*$/u);
  for (const name of PARTS)
    ajv.addSchema(await schema(name), `http://cyclonedx.org/schema/${name}.SNAPSHOT.schema.json`);
  return ajv.compile(await schema('bom-1.6'));
}

async function schema(name: string): Promise<object> {
  const library = createRequire(import.meta.url).resolve(
    '@cyclonedx/cyclonedx-library/package.json',
  );
  const path = join(dirname(library), 'res/schema', `${name}.SNAPSHOT.schema.json`);
  return JSON.parse(await readFile(path, 'utf8')) as object;
}
