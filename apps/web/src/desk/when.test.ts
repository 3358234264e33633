import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isolated } from '../i18n/isolated.ts';
import { bytesText, dayText, fromField, toField } from './when.ts';

test('a time that goes into a field comes back to the minute, whatever the time zone', () => {
  const ms = Date.UTC(2026, 10, 22, 14, 5, 31);
  assert.equal(fromField(toField(ms)), Date.UTC(2026, 10, 22, 14, 5));
  assert.match(toField(ms), /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}$/u);
  assert.equal(toField(undefined), '');
  assert.equal(fromField(''), undefined);
});

test('sizes are told in powers of a thousand, with at most three digits', () => {
  const told = [0, 999, 1_000, 612_000, 1_480_000, 81_400_000_000].map(bytesText);
  assert.deepEqual(
    told,
    ['0 B', '999 B', '1.0 kB', '612 kB', '1.5 MB', '81.4 GB'].map((text) =>
      isolated(text.replace(' ', '\u00a0')),
    ),
  );
});

test('a day of the statement is a day in UTC', () => {
  assert.equal(dayText(Date.UTC(2026, 0, 5), 'en'), '5 Jan');
  assert.equal(dayText(Date.UTC(2026, 0, 6) - 1, 'en'), '5 Jan');
});
