import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings, SettingError } from './settings.ts';

test('a database can be named by host, by socket folder, and by socket folder with a person', () => {
  for (const url of [
    'postgres://jhalak:secret@db.example.org:5432/cell',
    'postgresql:///cell?host=/run/postgresql',
    'postgres://jhalak@/cell?host=/run/postgresql',
    'postgres://jhalak@%2Frun%2Fpostgresql/cell',
  ]) {
    assert.equal(loadSettings({ DATABASE_URL: url }, {}).settings.databaseUrl, url);
  }
});

test('what names no database is refused without showing the secret in it', () => {
  for (const url of [
    'mysql://jhalak:secret@db/cell',
    'db.example.org/secret',
    'postgres://host:secret/cell',
  ]) {
    assert.throws(
      () => loadSettings({ DATABASE_URL: url }, {}),
      (error) =>
        error instanceof SettingError &&
        error.message.startsWith('DATABASE_URL') &&
        !error.message.includes('secret'),
      url,
    );
  }
});
