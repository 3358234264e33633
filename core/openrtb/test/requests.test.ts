import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  lower,
  readBidRequest,
  readBidResponse,
  readNativeRequest,
  readNativeResponse,
} from '@jhalak/openrtb';

const slot = { id: 's', banner: { w: 300, h: 250 } };
const request = { id: 'r', imp: [slot], site: { id: 'site' } };

function fields(verdict: ReturnType<typeof readBidRequest>): string[] {
  return verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`);
}
const judged = (value: unknown) => fields(readBidRequest(JSON.stringify(value)));

test('bodies are bounded before they are parsed', () => {
  assert.deepEqual(fields(readBidRequest(`{"id":"${'x'.repeat(262_144)}"}`)), ['body too_large']);
  assert.deepEqual(fields(readBidRequest('['.repeat(200_000))), ['body too_large']);
  assert.deepEqual(fields(readBidRequest(Buffer.from([0x22, 0xff, 0x22]))), ['body malformed']);
  assert.deepEqual(fields(readBidRequest('{"id":')), ['body malformed']);
  const many = Array.from({ length: 65 }, (_, at) => ({ ...slot, id: `${at}` }));
  assert.deepEqual(judged({ ...request, imp: many }), ['imp too_large']);
});

test('what excludes each other is refused with the second named', () => {
  assert.deepEqual(judged({ ...request, wseat: ['a'], bseat: ['b'] }), ['bseat conflict']);
  assert.deepEqual(judged({ ...request, app: { id: 'a' } }), ['app conflict']);
  assert.deepEqual(judged({ ...request, imp: [slot, slot] }), ['imp[1].id duplicate']);
  const deals = [{ id: 'd' }, { id: 'd' }];
  assert.deepEqual(judged({ ...request, imp: [{ ...slot, pmp: { deals } }] }), [
    'imp[0].pmp.deals[1].id duplicate',
  ]);
});

test('null is absent, and members without a name in the text are let be', () => {
  assert.deepEqual(judged({ ...request, device: null, whatever: 1 }), []);
  assert.deepEqual(judged({ ...request, id: null }), ['id missing']);
});

test('fields of 2.5 are read where 2.6 has them, and go back there for a reader of 2.5', () => {
  const chain = { complete: 1, ver: '1.0', nodes: [{ asi: 'a.example', sid: '1', hp: 1 }] };
  const old = {
    ...request,
    imp: [{ ...slot, ext: { prebid: { is_rewarded_inventory: 1 } } }],
    source: { ext: { schain: chain } },
    regs: { coppa: 0, ext: { gdpr: 1, us_privacy: '1---', other: 'x' } },
    user: { ext: { consent: 'CP', eids: [{ source: 's', uids: [{ id: 'u' }] }] } },
    device: { ext: { sua: { mobile: 1 } } },
  };
  const verdict = readBidRequest(JSON.stringify(old));
  assert.ok(verdict.ok);
  const { source, regs, user, device, imp } = verdict.value;
  assert.deepEqual(source?.schain, chain);
  assert.deepEqual(regs, { coppa: 0, gdpr: 1, us_privacy: '1---', ext: { other: 'x' } });
  assert.equal(user?.consent, 'CP');
  assert.equal(user?.eids?.length, 1);
  assert.deepEqual(device?.sua, { mobile: 1 });
  assert.equal(imp[0]?.rwdd, 1);
  assert.deepEqual(JSON.parse(JSON.stringify(lower(verdict.value))), old);
});

test('what 2.5 does not know is left out for its readers', () => {
  const video = { mimes: ['video/mp4'], podid: 'p', plcmt: 1 };
  const verdict = readBidRequest(
    JSON.stringify({
      ...request,
      cattax: 7,
      imp: [{ id: 's', video, ssai: 1 }],
      site: { id: 's', kwarray: ['a'] },
    }),
  );
  assert.ok(verdict.ok);
  assert.deepEqual(lower(verdict.value), {
    id: 'r',
    imp: [{ id: 's', video: { mimes: ['video/mp4'] } }],
    site: { id: 's' },
  });
});

test('a field of 2.5 that is wrong is named where it stands', () => {
  assert.deepEqual(
    judged({ ...request, source: { ext: { schain: { complete: 2, ver: '1.0' } } } }),
    ['source.ext.schain.nodes missing', 'source.ext.schain.complete value'],
  );
});

test('a response names a slot, a medium and addresses that are there', () => {
  const asked = readBidRequest(JSON.stringify(request));
  assert.ok(asked.ok);
  const bid = {
    id: 'b',
    impid: 's',
    price: 1,
    nurl: 'https://seat.example/won?p=${AUCTION_PRICE}',
  };
  const answer = (change: object) => {
    const verdict = readBidResponse(
      JSON.stringify({ id: 'r', seatbid: [{ bid: [{ ...bid, ...change }] }] }),
      asked.value,
    );
    return verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`);
  };
  assert.deepEqual(answer({}), []);
  assert.deepEqual(answer({ impid: 'x' }), ['seatbid[0].bid[0].impid conflict']);
  assert.deepEqual(answer({ mtype: 2 }), ['seatbid[0].bid[0].mtype conflict']);
  assert.deepEqual(answer({ mtype: 0 }), ['seatbid[0].bid[0].mtype value']);
  assert.deepEqual(answer({ price: -1 }), ['seatbid[0].bid[0].price value']);
  assert.deepEqual(answer({ price: '1' }), ['seatbid[0].bid[0].price type']);
  for (const lurl of [
    'javascript:alert(1)',
    'file:///etc/passwd',
    'https://u:p@x.example/',
    'ht\ntps://x.example',
    '//x.example',
  ])
    assert.deepEqual(answer({ lurl }), ['seatbid[0].bid[0].lurl unsafe'], lurl);
});

test('a card answers what was asked for, by id, kind and length', () => {
  const asked = readNativeRequest(
    '{"native":{"assets":[{"id":1,"required":1,"title":{"len":5}},{"id":2,"img":{"type":3,"wmin":100}}]}}',
  );
  assert.ok(asked.ok);
  const link = { url: 'https://shop.example/' };
  const card = (assets: object[]) => {
    const verdict = readNativeResponse(JSON.stringify({ link, assets }), asked.value);
    return verdict.ok ? [] : verdict.faults.map(({ field, code }) => `${field} ${code}`);
  };
  const title = { id: 1, title: { text: 'नमस्ते'.slice(0, 5) } };
  assert.deepEqual(card([title, { id: 2, img: { url: 'https://cdn.example/a.png' } }]), []);
  assert.deepEqual(card([]), ['assets missing']);
  assert.deepEqual(card([{ id: 1, title: { text: 'longer' } }]), [
    'assets[0].title.text too_large',
  ]);
  assert.deepEqual(card([title, { id: 3, img: { url: 'https://x.example/' } }]), [
    'assets[1].id conflict',
  ]);
  assert.deepEqual(card([title, { id: 2, data: { value: 'x' } }]), ['assets[1].data conflict']);
  assert.deepEqual(card([title, { id: 2, img: { url: 'javascript:x' } }]), [
    'assets[1].img.url unsafe',
  ]);
});
