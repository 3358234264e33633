// The step from a schema's errors to faults with a field that the sender can find.

import type { TSchema } from 'typebox';
import { Compile, type Validator } from 'typebox/compile';
import type { TLocalizedValidationError } from 'typebox/error';
import type { FaultCode, FaultList } from './faults.ts';

/** What a compiled schema can do; TypeBox's own type says far more. */
interface Form {
  Check(value: unknown): boolean;
  Errors(value: unknown): readonly TLocalizedValidationError[];
}

/** A form that is compiled by the first value held against it: most processes of a cell see no auction. */
export function formOf(schema: TSchema): Form {
  let compiled: Validator | undefined;
  const get = (): Validator => (compiled ??= Compile(schema));
  return { Check: (value) => get().Check(value), Errors: (value) => get().Errors(value) };
}

/** Words for what JSON Schema calls its keywords. */
const WORDS: Readonly<Record<string, FaultCode>> = {
  type: 'type',
  maxLength: 'too_large',
  maxItems: 'too_large',
};

/** @returns the field's name behind a way in an object: `imp[0].id`. */
export function under(way: string, name: string): string {
  return way === '' ? name : `${way}.${name}`;
}

/** Adds a fault for each error of the form. @param way where the value stands in the message; empty for the whole. */
export function checkForm(form: Form, value: unknown, way: string, faults: FaultList): boolean {
  if (form.Check(value)) return true;
  const told = new Set<string>();
  for (const error of form.Errors(value)) {
    const field = fieldAt(way, error.instancePath);
    if (error.keyword === 'required') {
      for (const name of error.params.requiredProperties)
        faults.add(under(field, name), 'missing', `${under(field, name)} is required.`);
      continue;
    }
    // The branches of a choice complain one by one; one word on the field says it all.
    const name = field === '' ? 'body' : field;
    if (told.has(name)) continue;
    told.add(name);
    const choice = /\/anyOf(\/|$)/.test(error.schemaPath) || error.keyword === 'anyOf';
    const said = choice ? 'is none of the values of its list' : error.message;
    faults.add(name, choice ? 'value' : (WORDS[error.keyword] ?? 'value'), `${name} ${said}.`);
  }
  return false;
}

/** `/imp/0/banner` -> `imp[0].banner`. */
function fieldAt(way: string, pointer: string): string {
  let field = way;
  for (const step of pointer.split('/').slice(1)) {
    const name = step.replaceAll('~1', '/').replaceAll('~0', '~');
    field = /^\d+$/.test(name) ? `${field}[${name}]` : under(field, name);
  }
  return field;
}
