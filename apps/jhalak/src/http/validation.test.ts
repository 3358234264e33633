import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Type, type TSchema } from 'typebox';
import { compileValidator } from './validation.ts';

function judge(schema: TSchema, httpPart: string, data: unknown): unknown {
  const validate = compileValidator({ schema, method: 'GET', url: '/', httpPart });
  return (validate as (given: unknown) => unknown)(data);
}

const Words = Type.Object({
  width: Type.Optional(Type.Enum(['360', '720'])),
  name: Type.Optional(Type.String({ maxLength: 5 })),
});
const Numbers = Type.Object({ limit: Type.Optional(Type.Integer({ maximum: 50 })) });

test('a query of words is taken as it came, and one that does not fit is refused', () => {
  assert.deepEqual(judge(Words, 'querystring', { width: '720', name: 'asha' }), {
    value: { width: '720', name: 'asha' },
  });
  assert.deepEqual(judge(Words, 'querystring', undefined), { value: {} });
  for (const wrong of [{ width: '721' }, { name: 'too long' }, { width: ['360', '720'] }])
    assert.ok('error' in (judge(Words, 'querystring', wrong) as object), JSON.stringify(wrong));
});

test('a number in a query becomes one; in a body text stays text', () => {
  assert.deepEqual(judge(Numbers, 'querystring', { limit: '20' }), { value: { limit: 20 } });
  assert.ok('error' in (judge(Numbers, 'querystring', { limit: 'many' }) as object));
  assert.ok('error' in (judge(Numbers, 'body', { limit: '20' }) as object));
});
