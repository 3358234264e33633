// What the forms of Native 1.2 cannot say: which members exclude each other, and whether a card fits what was asked for.

import { NATIVE_BYTES_MAX } from './bounds.ts';
import { checkForm, under } from './check-form.ts';
import { accept, FaultList, refuse, type Verdict } from './faults.ts';
import { isRecord, readJson } from './json.ts';
import {
  nativeRequests,
  nativeResponses,
  type NativeRequest,
  type NativeResponse,
} from './native-schema.ts';
import { isWebUrl } from './urls.ts';

/** Section 7.2: subtypes that belong to each context. */
const SUBTYPES: Readonly<Record<number, readonly number[]>> = {
  1: [10, 11, 12, 13, 14, 15],
  2: [20, 21, 22],
  3: [30, 31, 32],
};
const OWN_VALUES_FROM = 500;
const KINDS = ['title', 'img', 'video', 'data'] as const;

/**
 * Reads what stands in `imp.native.request`.
 *
 * @param text JSON; a root member `native`, as versions before 1.2 had it, is taken off.
 * @param way where it stands in the message, for the faults. @returns the request, every asset with an id.
 */
export function readNativeRequest(text: Uint8Array | string, way = ''): Verdict<NativeRequest> {
  const read = readRoot(text, way);
  if (!read.ok) return read;
  const faults = new FaultList();
  if (checkForm(nativeRequests, read.value, way, faults))
    requestRules(read.value as NativeRequest, way, faults);
  if (faults.found.length > 0) return refuse(...faults.found);
  const request = read.value as NativeRequest;
  request.assets.forEach((asset, place) => (asset.id ??= place));
  return accept(request);
}

/**
 * Reads a native card (`bid.adm`).
 *
 * @param asked when given, the card must also answer it: its assets, their kinds, what is required, lengths of titles.
 */
export function readNativeResponse(
  text: Uint8Array | string,
  asked?: NativeRequest,
): Verdict<NativeResponse> {
  const read = readRoot(text, '');
  if (!read.ok) return read;
  const faults = new FaultList();
  if (checkForm(nativeResponses, read.value, '', faults)) {
    const response = read.value as NativeResponse;
    responseRules(response, faults);
    if (asked !== undefined) answers(response, asked, faults);
  }
  if (faults.found.length > 0) return refuse(...faults.found);
  return accept(read.value as NativeResponse);
}

function readRoot(text: Uint8Array | string, way: string): Verdict<unknown> {
  const read = readJson(text, NATIVE_BYTES_MAX);
  if (!read.ok)
    return way === '' ? read : refuse(...read.faults.map((fault) => ({ ...fault, field: way })));
  const { value } = read;
  return accept(isRecord(value) && isRecord(value['native']) ? value['native'] : value);
}

function requestRules(request: NativeRequest, way: string, faults: FaultList): void {
  const { context, contextsubtype: subtype } = request;
  if (subtype !== undefined && subtype !== 0 && subtype < OWN_VALUES_FROM) {
    const known = context === undefined ? Object.values(SUBTYPES).flat() : SUBTYPES[context];
    if (known !== undefined && !known.includes(subtype)) {
      const field = under(way, 'contextsubtype');
      faults.add(field, 'conflict', `${field} does not belong to the context.`);
    }
  }
  const seen = new Set<number>();
  const named = request.assets.filter((asset) => asset.id !== undefined).length;
  request.assets.forEach((asset, place) => {
    const field = `${under(way, 'assets')}[${place}]`;
    oneKind(asset, field, faults);
    if (asset.id === undefined) {
      if (named > 0) faults.add(`${field}.id`, 'missing', 'Either all assets have an id, or none.');
    } else if (seen.has(asset.id)) {
      faults.add(`${field}.id`, 'duplicate', 'Two assets have the same id.');
    } else seen.add(asset.id);
    const { video } = asset;
    if (video !== undefined && video.minduration > video.maxduration)
      faults.add(`${field}.video.minduration`, 'conflict', 'The least duration is above the most.');
  });
}

function oneKind(asset: Readonly<Record<string, unknown>>, field: string, faults: FaultList): void {
  const kinds = KINDS.filter((kind) => asset[kind] !== undefined);
  if (kinds.length !== 1)
    faults.add(field, 'conflict', 'An asset is exactly one of title, img, video and data.');
}

function responseRules(response: NativeResponse, faults: FaultList): void {
  const urls: [string, string | undefined][] = [
    ['link.url', response.link.url],
    ['privacy', response.privacy],
    ...(response.imptrackers ?? []).map((url, at): [string, string] => [`imptrackers[${at}]`, url]),
    ...(response.link.clicktrackers ?? []).map((url, at): [string, string] => [
      `link.clicktrackers[${at}]`,
      url,
    ]),
    ...(response.eventtrackers ?? []).map(({ url }, at): [string, string | undefined] => [
      `eventtrackers[${at}].url`,
      url,
    ]),
  ];
  for (const [at, asset] of (response.assets ?? []).entries()) {
    oneKind(asset, `assets[${at}]`, faults);
    urls.push([`assets[${at}].img.url`, asset.img?.url]);
    urls.push([`assets[${at}].link.url`, asset.link?.url]);
  }
  for (const [field, url] of urls)
    if (url !== undefined && !isWebUrl(url))
      faults.add(field, 'unsafe', `${field} is no address of the web (http or https).`);
  if (response.assets === undefined && (response.assetsurl ?? response.dcourl) === undefined)
    faults.add('assets', 'missing', 'A card has assets, or an address of its assets.');
}

/** Section 5.2: assets are those of the request, by id. */
function answers(response: NativeResponse, asked: NativeRequest, faults: FaultList): void {
  const byId = new Map(asked.assets.map((asset, place) => [asset.id ?? place, asset]));
  const given = new Set<number>();
  for (const [at, asset] of (response.assets ?? []).entries()) {
    const field = `assets[${at}]`;
    const wanted = asset.id === undefined ? undefined : byId.get(asset.id);
    if (asset.id === undefined || wanted === undefined) {
      faults.add(`${field}.id`, 'conflict', 'It was not asked for an asset of this id.');
      continue;
    }
    if (given.has(asset.id)) faults.add(`${field}.id`, 'duplicate', 'It is there already.');
    given.add(asset.id);
    const kind = KINDS.find((one) => asset[one] !== undefined);
    if (kind !== undefined && wanted[kind] === undefined)
      faults.add(`${field}.${kind}`, 'conflict', 'It was asked for an asset of another kind.');
    if (Array.from(asset.title?.text ?? '').length > (wanted.title?.len ?? Infinity))
      faults.add(`${field}.title.text`, 'too_large', 'The title is longer than there is room.');
  }
  for (const [id, asset] of byId)
    if (asset.required === 1 && !given.has(id))
      faults.add('assets', 'missing', `The required asset ${id} is not there.`);
}
