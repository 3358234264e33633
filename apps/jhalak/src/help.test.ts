import assert from 'node:assert/strict';
import { test } from 'node:test';
import { helpFor, helpForAll } from './help.ts';
import type { Command } from './command.ts';

const ADS: Command = {
  name: 'ads',
  usage: 'ads check FILE',
  summary: 'tell what is wrong, and where, with a bid request or response, and how it is mended',
  options: { json: 'one line of JSON', 'as=': 'the kind of it, where that cannot be seen in it' },
  run: () => Promise.resolve(0),
};
const LOCK: Command = { ...ADS, name: 'lock', usage: 'lock dark', summary: 'turn it dark' };

test('help is as wide as the terminal, each meaning beside its name', () => {
  assert.deepEqual(helpFor(ADS, 60).split('\n'), [
    'usage: npx jhalak ads check FILE',
    '',
    'tell what is wrong, and where, with a bid request or',
    'response, and how it is mended',
    '',
    '  --json      one line of JSON',
    '  --as VALUE  the kind of it, where that cannot be seen in',
    '              it',
  ]);
  for (const columns of [undefined, 20, 60, 300]) {
    const all = helpForAll([ADS, LOCK], columns).split('\n').slice(4, -2);
    const widest = Math.max(...all.map((line) => line.length));
    assert.ok(widest <= Math.max(32, Math.min(columns ?? 80, 100)), `${columns}: ${widest}`);
    assert.equal(all.at(-1), '  lock  turn it dark');
    assert.equal(all.map((line) => line.slice(8)).join(' '), `${ADS.summary} ${LOCK.summary}`);
  }
});
