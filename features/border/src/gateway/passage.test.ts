import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CROSSING_CLASSES } from '@jhalak/contracts/gateway';
import { Type } from 'typebox';
import { defineMessage, type MessageType } from './message-type.ts';
import { MESSAGES } from './messages.ts';
import { isWellFormed, passage, type Terms } from './passage.ts';

const terms = (fields: readonly string[], over: Partial<Terms> = {}): Terms => ({
  fields: [...fields],
  classLimit: 'personal',
  k: 50,
  partyRegion: 'in',
  ...over,
});

function typeOf(name: string): MessageType {
  const type = MESSAGES.get(name);
  assert.ok(type, name);
  return type;
}

const SMS = { phone: '+919876543210', code: '123456', language: 'hi' };

test('every field of every message has a class, and none that its party must never get', () => {
  assert.ok(MESSAGES.size >= 8);
  for (const type of MESSAGES.values()) {
    for (const [name, field] of Object.entries(type.fields)) {
      assert.ok(CROSSING_CLASSES.includes(field.class), `${type.name}.${name}`);
      if (type.kind !== 'processor')
        assert.notEqual(field.class, 'personal', `${type.name}.${name}`);
    }
  }
});

test('a message that would carry personal, restricted or technology data elsewhere cannot be defined', () => {
  const schema = Type.String();
  for (const kind of ['cell', 'publisher', 'processor'] as const) {
    for (const dataClass of ['restricted', 'technology', 'local', undefined]) {
      // What the types refuse is refused at run time too.
      const field = { class: dataClass, schema } as unknown as {
        class: 'public';
        schema: Type.TString;
      };
      assert.throws(() => defineMessage({ name: 'a.b', kind, fields: { x: field } }), /no class/);
    }
  }
  const personal = { class: 'personal', schema } as unknown as {
    class: 'public';
    schema: Type.TString;
  };
  assert.throws(() => defineMessage({ name: 'a.b', kind: 'cell', fields: { x: personal } }));
  assert.throws(() => defineMessage({ name: 'a.b', kind: 'publisher', fields: { x: personal } }));
});

test('a processor gets exactly the fields of its policy', () => {
  const passed = passage(typeOf('sms.code'), terms(['phone', 'code']), 'in', SMS);
  assert.deepEqual(passed, {
    kind: 'pass',
    fields: { phone: SMS.phone, code: SMS.code },
    dataClass: 'personal',
  });
});

test('a processor of another region gets nothing, whatever the policy says', () => {
  for (const partyRegion of ['sg', '*']) {
    const terms_ = terms(['phone', 'code'], { partyRegion });
    const passed = passage(typeOf('sms.code'), terms_, 'in', SMS);
    assert.equal(passed.kind === 'refused' && passed.reason, 'processor_elsewhere');
  }
});

test('what the policy does not name is dropped, and a message without what it needs is refused', () => {
  const passed = passage(typeOf('sms.code'), terms(['code']), 'in', SMS);
  assert.equal(passed.kind === 'refused' && passed.reason, 'field_missing');
});

test('a class beyond the policy’s limit is refused', () => {
  for (const classLimit of ['public', 'aggregate'] as const) {
    const passed = passage(typeOf('sms.code'), terms(['phone', 'code'], { classLimit }), 'in', SMS);
    assert.equal(passed.kind === 'refused' && passed.reason, 'class');
  }
});

test('fields that no schema knows, and values that are not what it says, are refused', () => {
  const all = terms(['phone', 'code', 'language', 'email']);
  const wrong: [Record<string, unknown>, string][] = [
    [{ ...SMS, email: 'meera@example.in' }, 'unknown_field'],
    [{ ...SMS, __proto__x: 1 }, 'unknown_field'],
    [{ ...SMS, phone: 'meera@example.in' }, 'field_invalid'],
    [{ ...SMS, code: 123456 }, 'field_invalid'],
    [{ ...SMS, language: 'call me at +919876543210' }, 'field_invalid'],
  ];
  for (const [fields, reason] of wrong) {
    const passed = passage(typeOf('sms.code'), all, 'in', fields);
    assert.equal(passed.kind === 'refused' && passed.reason, reason, JSON.stringify(fields));
  }
});

test('moments become hours', () => {
  const counts = [{ language: 'hi', genre: 'music', people: 490, clips: 300 }];
  const aggregate = terms(['dayMs', 'counts'], { classLimit: 'aggregate' });
  const fields = { dayMs: 1_767_571_234_567, counts };
  const passed = passage(typeOf('report.daily'), aggregate, 'in', fields);
  assert.ok(passed.kind === 'pass');
  assert.equal(passed.fields['dayMs'], 1_767_571_200_000);
});

test('a seat learns of a device its kind and its state: whatever is finer keeps the whole question here', () => {
  const fields = { id: 'a1', imp: [{ id: '1' }] };
  const seat = (device: object, named = ['id', 'imp', 'device']) =>
    passage(typeOf('seat.bid'), terms(named), 'in', { ...fields, device });
  const kind = { os: 'android', devicetype: 4, geo: { country: 'IND', region: 'KA' } };
  const passed = seat(kind);
  assert.ok(passed.kind === 'pass');
  assert.deepEqual([passed.fields['device'], passed.dataClass], [kind, 'personal']);
  for (const finer of [
    { ip: '203.0.113.7' },
    { ifa: '1a2b' },
    { ua: 'Mozilla/5.0' },
    { geo: { city: 'Mysuru' } },
    { geo: { lat: 12.2958, lon: 76.6394 } },
  ]) {
    const kept = seat({ ...kind, ...finer });
    assert.equal(kept.kind === 'refused' && kept.reason, 'field_invalid', JSON.stringify(finer));
  }
  const without = seat(kind, ['id', 'imp']);
  assert.ok(without.kind === 'pass');
  assert.deepEqual([without.fields, without.dataClass], [fields, 'public']);
});

test('counts are made k-anonymous on their way, with at least fifty even if a policy says less', () => {
  const counts = [
    { language: 'hi', genre: 'music', people: 49, clips: 300 },
    { language: 'hi', genre: 'comedy', people: 500, clips: 900 },
    { language: 'ta', genre: 'music', people: 500, clips: 900 },
    { language: 'ta', genre: 'comedy', people: 500, clips: 900 },
  ];
  const passed = passage(
    typeOf('report.daily'),
    terms(['dayMs', 'counts'], { classLimit: 'aggregate', k: 2 }),
    'in',
    { dayMs: 0, counts },
  );
  assert.ok(passed.kind === 'pass');
  assert.equal(passed.dataClass, 'aggregate');
  assert.ok(!JSON.stringify(passed.fields).includes('"people":49'));
  assert.ok(isWellFormed(typeOf('report.daily'), passed.fields));
  assert.ok(
    !isWellFormed(typeOf('report.daily'), { dayMs: 0, counts }),
    'raw counts are no message',
  );
});

test('what arrives is a whole message of its type and nothing beside', () => {
  const type = typeOf('report.daily');
  const counts = { k: 50, cells: [], languages: [], genres: [] };
  assert.ok(isWellFormed(type, { dayMs: 0, counts }));
  assert.ok(!isWellFormed(type, { dayMs: 0, counts, note: 'hello' }));
  assert.ok(!isWellFormed(type, { dayMs: 0, counts: { ...counts, k: 3 } }));
  assert.ok(!isWellFormed(type, { counts }));
});
