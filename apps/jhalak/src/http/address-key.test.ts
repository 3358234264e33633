import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressKey } from './address-key.ts';

test('all addresses of one IPv6 network count as one, other networks and IPv4 addresses apart', () => {
  const key = '2001:db8:0:12';
  for (const ip of [
    '2001:db8:0:12::1',
    '2001:DB8:0:12:ffff:ffff:ffff:ffff',
    '2001:0db8:0000:0012:1:2:3:4',
    '2001:db8:0:12:1::',
  ]) {
    assert.equal(addressKey(ip), key, ip);
  }
  assert.notEqual(addressKey('2001:db8:0:13::1'), key);
  assert.equal(addressKey('::1'), '0:0:0:0');
  assert.equal(addressKey('fe80::1%eth0'), 'fe80:0:0:0');
  assert.equal(addressKey('::ffff:192.0.2.7'), '192.0.2.7');
  assert.equal(addressKey('192.0.2.7'), '192.0.2.7');
});
