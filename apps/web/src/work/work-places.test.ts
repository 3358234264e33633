import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Viewer } from '@jhalak/contracts/accounts';
import { workPlacesOf } from './work-places.ts';

const placesOf = (held: Partial<Viewer>): string[] =>
  workPlacesOf({
    ...{ id: '00000000-0000-4000-8000-000000000000', languages: [], genres: [] },
    ...{ roles: [], personal: false, ...held },
  }).map(({ href }) => href);

test('nobody is shown a door that is closed to them', () => {
  assert.deepEqual(workPlacesOf(null), []);
  assert.deepEqual(workPlacesOf(undefined), []);
  assert.deepEqual(placesOf({}), []);
  assert.deepEqual(placesOf({ roles: ['editor'] }), ['/desk', '/staff']);
  assert.deepEqual(placesOf({ roles: ['legal_officer'] }), [
    '/orders',
    '/staff',
    '/border',
    '/audit',
  ]);
  assert.deepEqual(placesOf({ roles: ['operator'] }), [
    '/partner',
    '/staff',
    '/ads',
    '/ad-desk',
    '/border',
    '/audit',
    '/transfer',
    '/compare',
  ]);
  assert.deepEqual(placesOf({ roles: ['grievance_officer'] }), ['/grievance', '/staff']);
  assert.deepEqual(placesOf({ roles: ['auditor'] }), ['/border', '/audit', '/transfer']);
  assert.deepEqual(placesOf({ roles: ['admin'] }), [
    '/moderation',
    '/grievance',
    '/orders',
    '/desk',
    '/partner',
    '/staff',
    '/ads',
    '/ad-desk',
    '/border',
    '/audit',
    '/transfer',
    '/compare',
  ]);
});

test('a role within an organisation opens its own page and nothing of the whole cell', () => {
  const held = (role: 'partner' | 'advertiser' | 'editor' | 'moderator') => ({
    organisationRoles: [{ role, organisation: 'nova' }],
  });
  assert.deepEqual(placesOf(held('partner')), ['/partner']);
  assert.deepEqual(placesOf(held('advertiser')), ['/ads']);
  assert.deepEqual(placesOf(held('editor')), []);
  assert.deepEqual(placesOf(held('moderator')), []);
});
