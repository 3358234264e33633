import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  readAdsTxt,
  readSellers,
  unknownSellers,
  unlistedAccounts,
  writeAdsTxt,
  writeSellers,
  type AdsTxt,
  type Sellers,
} from '@jhalak/openrtb';
// @ts-expect-error the package has no types
import * as adsTxt from 'ads.txt';

const other = adsTxt as unknown as {
  parseAdsTxt(text: string, options: object): { fields: Record<string, string>[] };
};

const ours: AdsTxt = {
  variables: [
    { name: 'ownerdomain', value: 'cell.example' },
    { name: 'contact', value: 'ads@cell.example' },
  ],
  records: [
    { domain: 'cell.example', accountId: 'pub-1', relationship: 'DIRECT', authorityId: undefined },
    {
      domain: 'inmobi.com',
      accountId: '94d702cd',
      relationship: 'RESELLER',
      authorityId: '83e75a7ae333ca9d',
    },
  ],
};

test('what we write we read again, and so does the ads.txt package of npm', () => {
  const text = writeAdsTxt(ours);
  const read = readAdsTxt(text);
  assert.deepEqual(read.ok && read.value, ours);
  const { fields } = other.parseAdsTxt(text, { invalidLineAction: 'throw' });
  assert.deepEqual(
    fields.map((field) => [field['domain'], field['publisherAccountID'], field['accountType']]),
    ours.records.map(({ domain, accountId, relationship }) => [domain, accountId, relationship]),
  );
});

test('comments, extensions, marks and line ends of any kind are read over', () => {
  const read = readAdsTxt(
    '\ufeff# ours\r\nGreenAdExchange.com, XF7342, direct, 5jyxf8k54;ext=1 # note\r\n\r\nCONTACT = a@b.example\r',
  );
  assert.deepEqual(read.ok && read.value, {
    records: [
      {
        domain: 'greenadexchange.com',
        accountId: 'XF7342',
        relationship: 'DIRECT',
        authorityId: '5jyxf8k54',
      },
    ],
    variables: [{ name: 'contact', value: 'a@b.example' }],
  });
});

test('a line that crawlers would skip is named', () => {
  const verdict = readAdsTxt(
    'a.example, 1, DIRECT\nb.example, 2\nc, 3, DIRECT\nd.example,,DIRECT\nowner=x\nownerdomain=x y\n',
  );
  assert.deepEqual(verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`), [
    'line 2 value',
    'line 3 value',
    'line 4 missing',
    'line 5 value',
    'line 6 value',
  ]);
  assert.equal(readAdsTxt('x'.repeat(1_048_577)).ok, false);
  assert.equal(readAdsTxt('\n'.repeat(20_001)).ok, false);
});

test('a record that would become two, or another, is not written', () => {
  for (const accountId of ['1, DIRECT\nevil.example, 2', '1,2', '1#2', '1;2', ' 1', ''])
    assert.throws(
      () =>
        writeAdsTxt({
          ...ours,
          records: [
            { domain: 'a.example', accountId, relationship: 'DIRECT', authorityId: undefined },
          ],
        }),
      RangeError,
      accountId,
    );
});

const sellers: Sellers = {
  version: '1.0',
  contact_email: 'ads@cell.example',
  sellers: [
    { seller_id: 'pub-1', seller_type: 'PUBLISHER', name: 'Cell', domain: 'cell.example' },
    {
      seller_id: 'pub-2',
      seller_type: 'BOTH',
      is_confidential: 1,
      name: 'Secret Ltd',
      domain: 'secret.example',
      comment: 'secret',
      ext: { owner: 'secret' },
    },
  ],
};

test('of a confidential seller nothing but id and type is published', () => {
  const text = writeSellers(sellers);
  assert.ok(!/secret/i.test(text));
  const read = readSellers(text);
  assert.ok(read.ok);
  assert.deepEqual(read.value.sellers, [
    { seller_id: 'pub-1', seller_type: 'PUBLISHER', name: 'Cell', domain: 'cell.example' },
    { seller_id: 'pub-2', seller_type: 'BOTH', is_confidential: 1 },
  ]);
});

test('a sellers.json that buyers could not use is refused by field', () => {
  const judged = (value: unknown) => {
    const verdict = readSellers(JSON.stringify(value));
    return verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`);
  };
  assert.deepEqual(
    judged({ version: '1.0', sellers: [{ seller_id: '1', seller_type: 'OTHER' }] }),
    ['sellers[0].seller_type value'],
  );
  assert.deepEqual(
    judged({ version: '1.0', sellers: [{ seller_id: '1', seller_type: 'BOTH', name: 'x' }] }),
    ['sellers[0].domain missing'],
  );
  assert.deepEqual(judged({ version: '1.0' }), ['sellers missing']);
  const twice = [sellers.sellers[0], sellers.sellers[0]];
  assert.deepEqual(judged({ version: '1.0', sellers: twice }), ['sellers[1].seller_id duplicate']);
  assert.throws(
    () => writeSellers({ version: '1.0', sellers: [{ seller_id: '1', seller_type: 'BOTH' }] }),
    RangeError,
  );
});

test('whoever stands in a chain or in ads.txt for us stands in sellers.json', () => {
  const chain = {
    complete: 1,
    ver: '1.0',
    nodes: [
      { asi: 'other.example', sid: 'x' },
      { asi: 'cell.example', sid: 'pub-2' },
    ],
  };
  assert.deepEqual(unknownSellers(chain, sellers, 'cell.example'), []);
  assert.deepEqual(
    unknownSellers(
      { ...chain, nodes: [{ asi: 'cell.example', sid: 'pub-9' }] },
      sellers,
      'cell.example',
    ),
    ['pub-9'],
  );
  assert.deepEqual(unlistedAccounts(ours, sellers, 'cell.example'), []);
  assert.deepEqual(unlistedAccounts(ours, sellers, 'inmobi.com'), ['94d702cd']);
});
