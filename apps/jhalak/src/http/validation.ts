// Checks untrusted input against the contract's schemas, once, at the border. Queries and paths come as text and are
// converted; bodies are not: "5" is no number.

import { problem } from '@jhalak/contracts';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
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
  const check = Compile(schema);
  const comesAsText = httpPart === 'querystring' || httpPart === 'params';
  const converts = comesAsText && !isOnlyText(schema);
  return (data: unknown) => {
    const given = comesAsText ? (data ?? {}) : data;
    const value = converts ? Value.Convert(schema, given) : given;
    if (check.Check(value)) return { value };
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
