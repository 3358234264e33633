// Checks untrusted input against the contract's schemas, once, at the border. Queries and paths come as text and are
// converted; bodies are not: "5" is no number.

import { problem } from '@jhalak/contracts';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import { Value } from 'typebox/value';

/** Wrong fields named in one reply; more help nobody. */
const FIELDS_MAX = 5;

// Conversion tries every value of every enumeration: it costs more than the check, and text needs none.
function isOnlyText(schema: TSchema): boolean {
  const { properties } = schema as { properties?: Record<string, TSchema> };
  return properties !== undefined && Object.values(properties).every(isText);
}

function isText(schema: TSchema): boolean {
  const { type, enum: values } = schema as { type?: unknown; enum?: unknown };
  if (Array.isArray(values)) return values.every((value) => typeof value === 'string');
  return type === 'string';
}

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  // Hundreds of routes, a handful of which most processes are ever asked: compiled by the first who asks.
  let compiled: Validator | undefined;
  const comesAsText = httpPart === 'querystring' || httpPart === 'params';
  const converts = comesAsText && !isOnlyText(schema);
  return (data: unknown) => {
    const given = comesAsText ? (data ?? {}) : data;
    const value = converts ? Value.Convert(schema, given) : given;
    const check = (compiled ??= Compile(schema));
    if (check.Check(value)) {
      const place = placeOfNoText(value);
      return place === undefined ? { value } : { error: noText(place) };
    }
    const fields = check
      .Errors(value)
      .slice(0, FIELDS_MAX)
      .map((error) => ({
        pointer: error.instancePath === '' ? '/' : error.instancePath,
        message: error.message,
      }));
    const where = fields.map((field) => `${field.pointer} ${field.message}`).join('; ');
    return {
      error: problem(
        'request.invalid',
        `The request's ${httpPart ?? 'body'} does not fit: ${where}.`,
        { fields },
      ),
    };
  };
};

// In JSON half a character can be written, and in an address a null. No file, database or hash takes either as it is: each
// would make something else of it, and what was written would not come back.
// oxlint-disable-next-line no-control-regex -- finding the null is this line's purpose
const NULL = /\u0000/u;

const isWhole = (text: string): boolean => text.isWellFormed() && !NULL.test(text);

/** @returns where something stands that is no text, names of fields included. Cost: linear in the value. */
function placeOfNoText(value: unknown): string | undefined {
  const todo: { at: string; value: unknown }[] = [{ at: '', value }];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const { at, value: one } = next;
    if (typeof one === 'string' && !isWhole(one)) return at || '/';
    if (typeof one !== 'object' || one === null) continue;
    for (const [name, inner] of Object.entries(one)) {
      if (!isWhole(name)) return at || '/';
      todo.push({ at: `${at}/${name}`, value: inner });
    }
  }
  return undefined;
}

function noText(pointer: string): ReturnType<typeof problem> {
  const message = 'must be well-formed text: no half characters, no nulls';
  return problem('request.invalid', `The request does not fit: ${pointer} ${message}.`, {
    fields: [{ pointer, message }],
  });
}
