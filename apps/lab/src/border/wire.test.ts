import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { seededRandom } from '@jhalak/kernel';
import { BorderNet, whyNoNamespaces } from './border-net.ts';
import { ENCODINGS, makeCanaries, Search, type Encoding } from './canaries.ts';
import { leakOnPurpose, tryEveryWayOut } from './wire-run.ts';

test('a canary is found however it is written, wherever it stands, and nothing else is', () => {
  const canaries = makeCanaries(seededRandom(11));
  const search = new Search([canaries.letters, canaries.digits]);
  const noise = Buffer.from(`${'meera@example.in +919876543210 '.repeat(200)}`);
  assert.equal(search.find(noise).size, 0);
  for (const text of [
    canaries.email(3),
    canaries.phone(3),
    canaries.handle(3),
    canaries.words(3),
  ]) {
    for (const encoding of Object.keys(ENCODINGS) as Encoding[]) {
      // Half a phone number is anybody's.
      if (encoding === 'split' && text === canaries.phone(3)) continue;
      for (const before of ['', 'a', 'ab', 'abc']) {
        const hidden = ENCODINGS[encoding](encoding === 'gzip' ? text : `${before}${text}`);
        const found = search.find(Buffer.concat([noise, hidden, noise]));
        assert.ok(found.size > 0, `${encoding} of ${text} after "${before}"`);
      }
    }
  }
});

test('no role gets a packet past the host’s rules, and without the rules they are heard', async (t) => {
  const why = whyNoNamespaces();
  if (why !== undefined) {
    t.skip(`NOT RUN: the border's rules were not tried on this machine: ${why}`);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'jhalak-wire-'));
  const net = new BorderNet();
  try {
    const report = await tryEveryWayOut(net, folder);
    assert.ok(report.tried >= 80, `${report.tried} ways were tried`);
    assert.equal(report.packetsOutside, 0);
    assert.ok(report.dropped.cell > 60, `${report.dropped.cell} packets of the cell were dropped`);
    assert.ok(report.dropped.gateway > 10, `${report.dropped.gateway} of the gateway`);
    assert.ok(report.withoutRules.packetsOutside > 60, 'the ear hears what leaves');
    const leak = await leakOnPurpose(net, folder, makeCanaries(seededRandom(12)));
    assert.deepEqual(leak.found, leak.sent);
  } finally {
    net.close();
    rmSync(folder, { recursive: true });
  }
});
