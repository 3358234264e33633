// VAST 3.0 to 4.2 in. Only what a player of ours uses is read; scripts, overlays and companions are counted. Every address is looked
// at: a document with one that is not of the web is refused whole.

import type { XmlElement } from '@rgrove/parse-xml';
import { accept, bodyFault, FaultList, refuse, type Verdict } from '../faults.ts';
import { readLinear } from './read-linear.ts';
import type { VastCreative, VastDocument, VastInline, VastViewable, VastWrapper } from './types.ts';
import { UrlReader } from './url-reader.ts';
import { childAt, childrenOf, localName, readXml, textOf } from './xml.ts';

const VERSIONS = ['3.0', '4.0', '4.1', '4.2'] as const;
/** Ads of one answer: a pod, with room. */
const ADS_MAX = 64;

/**
 * Reads a VAST document.
 *
 * @param body at most VAST_BYTES_MAX bytes. @returns the document, or where it is wrong; versions 1 and 2 are refused (`version`).
 * Cost: two passes over the text.
 */
export function readVast(body: Uint8Array | string): Verdict<VastDocument> {
  const xml = readXml(body);
  if (!xml.ok) return xml;
  const root = xml.value;
  if (localName(root) === 'VideoAdServingTemplate')
    return refuse(bodyFault('version', 'This is VAST 1; 3.0 to 4.2 are read.'));
  if (localName(root) !== 'VAST') return refuse(bodyFault('type', 'The root element is not VAST.'));
  const version = VERSIONS.find((one) => one === root.attributes['version']?.trim());
  if (version === undefined)
    return refuse({
      field: 'VAST.version',
      code: 'version',
      sentence: 'VAST 3.0 to 4.2 are read.',
    });
  const faults = new FaultList();
  const urls = new UrlReader(faults);
  const elements = childrenOf(root, 'Ad');
  if (elements.length > ADS_MAX) faults.add('VAST.Ad', 'too_large', `More than ${ADS_MAX} ads.`);
  const ads = elements
    .slice(0, ADS_MAX)
    .flatMap((element, at) => readAd(element, `VAST.Ad[${at}]`, urls, faults) ?? []);
  const errors = urls.all(root, 'Error', 'VAST');
  return faults.found.length > 0 ? refuse(...faults.found) : accept({ version, ads, errors });
}

function readAd(
  ad: XmlElement,
  way: string,
  urls: UrlReader,
  faults: FaultList,
): VastInline | VastWrapper | undefined {
  const inline = childAt(ad, 'InLine');
  const wrapper = childAt(ad, 'Wrapper');
  const holder = inline ?? wrapper;
  if (holder === undefined || (inline !== undefined && wrapper !== undefined)) {
    faults.add(way, 'missing', `${way} is one of InLine and Wrapper.`);
    return undefined;
  }
  const inside = `${way}.${localName(holder)}`;
  const base = {
    id: ad.attributes['id'],
    sequence: wholeNumber(ad.attributes['sequence']),
    system: textOf(childAt(holder, 'AdSystem')),
    impressions: urls.all(holder, 'Impression', inside),
    errors: urls.all(holder, 'Error', inside),
    viewable: readViewable(
      childAt(holder, 'ViewableImpression'),
      `${inside}.ViewableImpression`,
      urls,
    ),
    creatives: childrenOf(childAt(holder, 'Creatives'), 'Creative').map((creative, at) =>
      readCreative(
        creative,
        `${inside}.Creatives.Creative[${at}]`,
        inline !== undefined,
        urls,
        faults,
      ),
    ),
  };
  return inline === undefined
    ? asWrapper(base, holder, inside, urls, faults)
    : asInline(base, holder, inside, faults);
}

type Base = Omit<VastInline, 'kind' | 'title' | 'advertiser' | 'verificationCount'>;

function asInline(base: Base, holder: XmlElement, way: string, faults: FaultList): VastInline {
  if (base.creatives.length === 0)
    faults.add(`${way}.Creatives`, 'missing', `${way}.Creatives needs a creative.`);
  return {
    kind: 'inline',
    ...base,
    title: textOf(childAt(holder, 'AdTitle')),
    advertiser: textOf(childAt(holder, 'Advertiser')) || undefined,
    verificationCount: childrenOf(childAt(holder, 'AdVerifications'), 'Verification').length,
  };
}

function asWrapper(
  base: Base,
  holder: XmlElement,
  way: string,
  urls: UrlReader,
  faults: FaultList,
): VastWrapper {
  const field = `${way}.VASTAdTagURI`;
  const tagUrl = urls.one(textOf(childAt(holder, 'VASTAdTagURI')), field);
  if (tagUrl === undefined) faults.add(field, 'missing', `${field} is required.`);
  const follow = holder.attributes['followAdditionalWrappers'];
  return {
    kind: 'wrapper',
    ...base,
    tagUrl: tagUrl ?? '',
    followAdditionalWrappers: follow !== 'false' && follow !== '0',
  };
}

function readViewable(holder: XmlElement | undefined, way: string, urls: UrlReader): VastViewable {
  return {
    viewable: urls.all(holder, 'Viewable', way),
    notViewable: urls.all(holder, 'NotViewable', way),
    undetermined: urls.all(holder, 'ViewUndetermined', way),
  };
}

function readCreative(
  creative: XmlElement,
  way: string,
  inline: boolean,
  urls: UrlReader,
  faults: FaultList,
): VastCreative {
  const linear = childAt(creative, 'Linear');
  return {
    id: creative.attributes['id'],
    universalAdIds: childrenOf(creative, 'UniversalAdId').map((one) => ({
      registry: one.attributes['idRegistry'] ?? 'unknown',
      value: textOf(one) || (one.attributes['idValue'] ?? ''),
    })),
    linear: linear && readLinear(linear, `${way}.Linear`, { inline, urls, faults }),
    companionCount: childrenOf(childAt(creative, 'CompanionAds'), 'Companion').length,
    nonLinearCount: childrenOf(childAt(creative, 'NonLinearAds'), 'NonLinear').length,
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,6}$/.test(text.trim()) ? Number(text) : undefined;
}
