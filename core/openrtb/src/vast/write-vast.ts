// VAST 4.2 out: one linear ad inline, with our renditions. The order of elements is that of the IAB's XSD, in which every type is a
// sequence.

import { isWebUrl } from '../urls.ts';
import { msToTime } from './times.ts';
import type { LinearEvent, VastMediaFile, VastViewable } from './types.ts';

/** An ad to be written. */
export interface LinearAd {
  readonly id: string;
  /** Names this serving of the ad, in every log: 4.2, section 3.4.2. */
  readonly adServingId: string;
  readonly system: string;
  readonly title: string;
  readonly advertiser?: string;
  /** At least one. */
  readonly impressions: readonly string[];
  readonly errors: readonly string[];
  readonly viewable: VastViewable;
  readonly creativeId: string;
  readonly universalAdId: { readonly registry: string; readonly value: string };
  readonly durationMs: number;
  /** After how long it may be skipped; undefined: it may not. */
  readonly skipOffsetMs?: number;
  /** At least one; our renditions, smallest first. */
  readonly mediaFiles: readonly Omit<VastMediaFile, 'apiFramework'>[];
  readonly tracking: readonly {
    readonly event: LinearEvent;
    /** For `progress`. */
    readonly offsetMs?: number;
    readonly url: string;
  }[];
  readonly clickThrough: string;
  readonly clickTracking: readonly string[];
}

/**
 * Writes the document.
 *
 * Addresses are written as they are: a macro in brackets (`[ERRORCODE]`) stays one for players, and no schema takes it as an address.
 *
 * @throws RangeError for an address that is not of the web, or an ad without media or impression: they would be ours to mend.
 */
export function writeVast(ad: LinearAd): string {
  if (ad.mediaFiles.length === 0 || ad.impressions.length === 0)
    throw new RangeError('an ad has a file and an impression');
  const inline = element('InLine', {}, [
    element('AdSystem', {}, ad.system),
    ...ad.errors.map((url) => link('Error', url)),
    ...ad.impressions.map((url) => link('Impression', url)),
    viewable(ad.viewable),
    element('AdServingId', {}, ad.adServingId),
    element('AdTitle', {}, ad.title),
    ...(ad.advertiser === undefined ? [] : [element('Advertiser', {}, ad.advertiser)]),
    element('Creatives', {}, [
      element('Creative', { id: ad.creativeId, adId: ad.id, sequence: '1' }, [
        linear(ad),
        element('UniversalAdId', { idRegistry: ad.universalAdId.registry }, ad.universalAdId.value),
      ]),
    ]),
  ]);
  const root = { version: '4.2', xmlns: 'http://www.iab.com/VAST' };
  const body = element('VAST', root, [element('Ad', { id: ad.id, adType: 'video' }, [inline])]);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.xml}\n`;
}

/** @returns the document that says there is no ad. @param errors who is told. */
export function writeNoAd(errors: readonly string[]): string {
  const root = { version: '4.2', xmlns: 'http://www.iab.com/VAST' };
  const body = element(
    'VAST',
    root,
    errors.map((url) => link('Error', url)),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${body.xml}\n`;
}

function linear(ad: LinearAd): Written {
  const skip = ad.skipOffsetMs === undefined ? {} : { skipoffset: msToTime(ad.skipOffsetMs) };
  const trackings = ad.tracking.map(({ event, offsetMs, url }) =>
    link('Tracking', url, {
      event,
      ...(offsetMs !== undefined && { offset: msToTime(offsetMs) }),
    }),
  );
  return element('Linear', skip, [
    element('TrackingEvents', {}, trackings),
    element('Duration', {}, msToTime(ad.durationMs)),
    element('MediaFiles', {}, ad.mediaFiles.map(mediaFile)),
    element('VideoClicks', {}, [
      ...ad.clickTracking.map((url) => link('ClickTracking', url)),
      link('ClickThrough', ad.clickThrough),
    ]),
  ]);
}

function mediaFile(file: LinearAd['mediaFiles'][number]): Written {
  return link('MediaFile', file.url, {
    delivery: file.delivery,
    type: file.type,
    width: `${file.widthPx}`,
    height: `${file.heightPx}`,
    ...(file.codec !== undefined && { codec: file.codec }),
    // Kilobits in VAST.
    ...(file.bitrateBps !== undefined && { bitrate: `${Math.round(file.bitrateBps / 1_000)}` }),
  });
}

function viewable(urls: VastViewable): Written {
  return element('ViewableImpression', {}, [
    ...urls.viewable.map((url) => link('Viewable', url)),
    ...urls.notViewable.map((url) => link('NotViewable', url)),
    ...urls.undetermined.map((url) => link('ViewUndetermined', url)),
  ]);
}

/** Text that is XML already: only `element` makes it, so that nothing is escaped twice or not at all. */
interface Written {
  readonly xml: string;
}

function link(
  name: string,
  url: string,
  attributes: Readonly<Record<string, string>> = {},
): Written {
  if (!isWebUrl(url)) throw new RangeError(`${name} is no address of the web`);
  return element(name, attributes, url);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string>>,
  content: string | readonly Written[],
): Written {
  const told = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(value)}"`);
  const inside =
    typeof content === 'string' ? escaped(content) : content.map(({ xml }) => xml).join('');
  return { xml: `<${name}${told.join('')}>${inside}</${name}>` };
}

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML 1.0 has no way to write most control characters: they are replaced, as halves of characters are. */
function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(/[^\P{Cc}\t\n\r]|[\ufffe\uffff]/gu, '\ufffd')
    .replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);
}
