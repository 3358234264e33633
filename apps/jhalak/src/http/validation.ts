// Checks untrusted input against the contract's schemas, once, at the border. Queries and paths come as text and are
// converted; bodies are not: "5" is no number.

import { problem } from '@jhalak/contracts';
import type { FastifySchemaCompiler } from 'fastify';
import type { TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { Value } from 'typebox/value';

/** Wrong fields named in one reply; more help nobody. */
const FIELDS_MAX = 5;

export const compileValidator: FastifySchemaCompiler<TSchema> = ({ schema, httpPart }) => {
  const check = Compile(schema);
  const converts = httpPart === 'querystring' || httpPart === 'params';
  return (data: unknown) => {
    const value = converts ? Value.Convert(schema, data ?? {}) : data;
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
