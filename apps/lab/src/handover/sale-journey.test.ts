// proves T2, T3, T6, T7: a live sale with the whole program on both sides of a network that lets nothing pass.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whyNoNamespaces } from '../border/border-net.ts';
import { saleJourney } from './sale-journey.ts';

const PEOPLE = 200;
const MEDIA = 12;
/** Watched by each: three events a clip. */
const CLIPS = 2;

test(`${PEOPLE} people and ${MEDIA} files change hands: reads never stop, nothing differs, nothing leaves`, async (t) => {
  const why = whyNoNamespaces();
  if (why !== undefined) {
    t.skip(`NOT RUN: the sale in namespaces was not tried on this machine: ${why}`);
    return;
  }
  const told = await saleJourney({
    ...{ people: PEOPLE, media: MEDIA, clips: CLIPS, log: () => undefined },
  });
  assert.ok(told !== undefined);
  t.diagnostic(JSON.stringify(told));
  assert.equal(told.watching.events, PEOPLE * CLIPS * 3);
  assert.ok(told.withheld.pieces >= 4 && told.withheld.found.length === 0);
  assert.ok(told.reads.count > 20 && told.reads.failed === 0, JSON.stringify(told.reads));
  // How long a noisy machine of tests takes is said above, and failed on by the proof alone.
  assert.ok(told.frozenMs > 0, 'people were frozen for a while');
  assert.ok(told.compared.people >= PEOPLE && told.compared.different === 0);
  assert.ok(told.verified.files >= MEDIA && told.verified.differences === 0);
  assert.equal(told.left, 0, 'packets that tried to leave');
  assert.ok((told.destroyed['rows'] ?? 0) > PEOPLE && (told.destroyed['personKeys'] ?? 0) > PEOPLE);
});
