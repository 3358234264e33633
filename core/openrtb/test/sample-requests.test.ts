import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readBidRequest } from '@jhalak/openrtb';
import { fixturesMissing, sampleRequests } from './fixtures.fixture.ts';

/** The field that is named first in what Prebid Server refuses. */
const FIELD: Readonly<Record<string, string>> = {
  'invalid-native/asset-data-invalid-type': 'imp[0].native.request.assets[0].data.type',
  'invalid-native/asset-empty': 'imp[0].native.request.assets',
  'invalid-native/asset-img-h-negative': 'imp[0].native.request.assets[0].img.h',
  'invalid-native/asset-title-empty': 'imp[0].native.request.assets[0].title.len',
  'invalid-native/asset-video-protocols-empty': 'imp[0].native.request.assets[0].video.protocols',
  'invalid-native/assets-with-dup-ids': 'imp[0].native.request.assets[1].id',
  'invalid-native/context-type-social-incompatible-subtype': 'imp[0].native.request.contextsubtype',
  'invalid-native/contextsubtype-invalid': 'imp[0].native.request.contextsubtype',
  'invalid-native/contextsubtype-negative': 'imp[0].native.request.contextsubtype',
  'invalid-native/eventtracker-empty': 'imp[0].native.request.eventtrackers[0].event',
  'invalid-native/eventtracker-methods-empty': 'imp[0].native.request.eventtrackers[0].methods',
  'invalid-native/eventtracker-methods-large': 'imp[0].native.request.eventtrackers[0].methods[0]',
  'invalid-native/request-context-invalid': 'imp[0].native.request.context',
  'invalid-native/request-plcmttype-invalid': 'imp[0].native.request.plcmttype',
  'invalid-whole/audio-maxbitrate-negative': 'imp[0].audio.maxbitrate',
  'invalid-whole/audio-maxseq-negative': 'imp[0].audio.maxseq',
  'invalid-whole/audio-mimes-empty': 'imp[0].audio.mimes',
  'invalid-whole/audio-minbitrate-negative': 'imp[0].audio.minbitrate',
  'invalid-whole/banner-h-negative': 'imp[0].banner.h',
  'invalid-whole/banner-h-only': 'imp[0].banner',
  'invalid-whole/banner-hmax': 'imp[0].banner.hmax',
  'invalid-whole/banner-hmin': 'imp[0].banner.hmin',
  'invalid-whole/banner-no-size': 'imp[0].banner',
  'invalid-whole/banner-w-negative': 'imp[0].banner.w',
  'invalid-whole/banner-w-only': 'imp[0].banner',
  'invalid-whole/banner-wmax': 'imp[0].banner.wmax',
  'invalid-whole/banner-wmin': 'imp[0].banner.wmin',
  'invalid-whole/device-geo-accuracy-negative': 'device.geo.accuracy',
  'invalid-whole/device-ppi-negative': 'device.ppi',
  'invalid-whole/format-empty-array': 'imp[0].banner',
  'invalid-whole/format-empty-object': 'imp[0].banner.format[0]',
  'invalid-whole/format-h-negative': 'imp[0].banner.format[0].h',
  'invalid-whole/format-no-hratio': 'imp[0].banner.format[0]',
  'invalid-whole/format-two-widths': 'imp[0].banner.format[0]',
  'invalid-whole/format-wmin-negative': 'imp[0].banner.format[0].wmin',
  'invalid-whole/imp-empty-array': 'imp',
  'invalid-whole/imp-empty-object': 'imp[0].id',
  'invalid-whole/imp-no-type': 'imp[0]',
  'invalid-whole/interstitial-empty': 'imp[0].banner',
  'invalid-whole/malformed-bid-request': 'body',
  'invalid-whole/metric-empty-object': 'imp[0].metric[0].type',
  'invalid-whole/no-site-or-app-or-dooh': 'site',
  'invalid-whole/regs-ext-malformed': 'regs.ext',
  'invalid-whole/regs-gdpr-invalid': 'regs.gdpr',
  'invalid-whole/site-empty': 'site',
  'invalid-whole/user-ext-consent-int': 'user.ext.consent',
  'invalid-whole/user-gdpr-consent-invalid': 'user.ext.consent',
  'invalid-whole/user-geo-accuracy-negative': 'user.geo.accuracy',
  'invalid-whole/video-empty': 'imp[0].video.mimes',
  'invalid-whole/video-h-negative': 'imp[0].video.h',
  'invalid-whole/video-maxbitrate-negative': 'imp[0].video.maxbitrate',
  'invalid-whole/video-mimes-empty': 'imp[0].video.mimes',
  'invalid-whole/video-minbitrate-negative': 'imp[0].video.minbitrate',
};

/** What Prebid Server refuses by its own extensions, which no other reader knows: in order for OpenRTB. */
const PREBID_ONLY: Readonly<Record<string, string>> = {
  'invalid-whole/alias-unknown-core':
    'ext.prebid.aliases names a bidder that Prebid has no adapter for',
  'invalid-whole/bid-adj-factors-case-invalid-same-bidder-names':
    'ext.prebid.bidadjustmentfactors names one bidder in two spellings',
  'invalid-whole/bid-adjustment-negative': 'ext.prebid.bidadjustmentfactors is negative',
  'invalid-whole/cache-nothing': 'ext.prebid.cache is empty',
  'invalid-whole/imp-ext-unknown-bidder': 'imp.ext names a bidder that Prebid has no adapter for',
  'invalid-whole/interstital-bad-perc': 'device.ext.prebid.interstitial is above 100 percent',
  'invalid-whole/invalid-bidder-params': 'imp.ext.appnexus does not fit the schema of one adapter',
  'invalid-whole/site-ext-amp': 'site.ext.amp, which Prebid writes itself, is 2',
  'invalid-whole/user-ext-prebid-buyeruids-unknown':
    'user.ext.prebid.buyeruids names an unknown bidder',
  'invalid-whole/user-ext-prebid-empty': 'user.ext.prebid is empty',
};

test('what Prebid Server takes is taken, what it refuses is refused by the field that is wrong', (t) => {
  if (fixturesMissing !== undefined) {
    t.skip(fixturesMissing);
    return;
  }
  const cases = sampleRequests();
  assert.equal(cases.length, 100, '37 valid and 63 invalid files are there');
  for (const { name: file, request, status } of cases) {
    const name = file.replace(/\.json$/, '');
    const verdict = readBidRequest(JSON.stringify(request));
    if (status === 200 || Object.hasOwn(PREBID_ONLY, name)) {
      assert.deepEqual(verdict.ok ? [] : verdict.faults, [], name);
    } else {
      assert.equal(verdict.ok, false, name);
      assert.equal(verdict.faults[0]?.field, FIELD[name], name);
    }
  }
  const seen = new Set(cases.map(({ name }) => name.replace(/\.json$/, '')));
  const known = [...Object.keys(FIELD), ...Object.keys(PREBID_ONLY)];
  assert.deepEqual(
    known.filter((name) => !seen.has(name)),
    [],
    'the tables name files that are there',
  );
});
