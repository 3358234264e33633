// The clip of a VAST ad: VAST 4.2, sections 3.8 to 3.10.

import type { XmlElement } from '@rgrove/parse-xml';
import type { FaultList } from '../faults.ts';
import { timeToMs } from './times.ts';
import type { VastLinear, VastMediaFile, VastTracking } from './types.ts';
import type { UrlReader } from './url-reader.ts';
import { childAt, childrenOf, textOf } from './xml.ts';

/** Encodings of one clip: a ladder has ten. */
const MEDIA_FILES_MAX = 100;
const TRACKINGS_MAX = 500;

/** @param reading.inline whether duration and media must be there. */
export function readLinear(
  linear: XmlElement,
  way: string,
  reading: { inline: boolean; urls: UrlReader; faults: FaultList },
): VastLinear {
  const { inline, urls, faults } = reading;
  const durationMs = timeToMs(textOf(childAt(linear, 'Duration')));
  const files = childrenOf(childAt(linear, 'MediaFiles'), 'MediaFile');
  if (inline && durationMs === undefined)
    faults.add(`${way}.Duration`, 'value', `${way}.Duration is a time: 00:00:30.`);
  if (inline && files.length === 0)
    faults.add(`${way}.MediaFiles`, 'missing', `${way}.MediaFiles needs a file.`);
  if (files.length > MEDIA_FILES_MAX)
    faults.add(`${way}.MediaFiles`, 'too_large', `More than ${MEDIA_FILES_MAX} files.`);
  const clicks = childAt(linear, 'VideoClicks');
  return {
    durationMs,
    skipOffsetMs: timeToMs(linear.attributes['skipoffset'] ?? ''),
    mediaFiles: files
      .slice(0, MEDIA_FILES_MAX)
      .flatMap(
        (file, at) => readMediaFile(file, `${way}.MediaFiles.MediaFile[${at}]`, reading) ?? [],
      ),
    tracking: readTracking(childAt(linear, 'TrackingEvents'), `${way}.TrackingEvents`, reading),
    clickThrough: urls.one(
      textOf(childAt(clicks, 'ClickThrough')),
      `${way}.VideoClicks.ClickThrough`,
    ),
    clickTracking: urls.all(clicks, 'ClickTracking', `${way}.VideoClicks`),
  };
}

function readMediaFile(
  file: XmlElement,
  way: string,
  { urls, faults }: { urls: UrlReader; faults: FaultList },
): VastMediaFile | undefined {
  const url = urls.one(textOf(file), way);
  const { type, width, height, delivery, bitrate, codec, apiFramework } = file.attributes;
  const widthPx = pixels(width);
  const heightPx = pixels(height);
  if (url === undefined) faults.add(way, 'missing', `${way} has no address.`);
  if (type === undefined) faults.add(`${way}.type`, 'missing', `${way}.type is required.`);
  if (widthPx === undefined) faults.add(`${way}.width`, 'value', `${way}.width is a whole number.`);
  if (heightPx === undefined)
    faults.add(`${way}.height`, 'value', `${way}.height is a whole number.`);
  if (url === undefined || type === undefined || widthPx === undefined || heightPx === undefined)
    return undefined;
  const kbps = Number(bitrate);
  return {
    ...{ url, type, widthPx, heightPx, codec, apiFramework },
    delivery: delivery === 'streaming' ? 'streaming' : 'progressive',
    bitrateBps:
      bitrate !== undefined && kbps > 0 && kbps < 1_000_000 ? Math.round(kbps * 1_000) : undefined,
  };
}

function readTracking(
  events: XmlElement | undefined,
  way: string,
  { urls, faults }: { urls: UrlReader; faults: FaultList },
): VastTracking[] {
  const elements = childrenOf(events, 'Tracking');
  if (elements.length > TRACKINGS_MAX) faults.add(way, 'too_large', `More than ${TRACKINGS_MAX}.`);
  return elements.slice(0, TRACKINGS_MAX).flatMap((element, at) => {
    const { event, offset } = element.attributes;
    const url = urls.one(textOf(element), `${way}.Tracking[${at}]`);
    if (url === undefined) return [];
    if (event === undefined) {
      faults.add(`${way}.Tracking[${at}].event`, 'missing', 'A tracking has an event.');
      return [];
    }
    return [{ event, offsetMs: timeToMs(offset ?? ''), url }];
  });
}

function pixels(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined;
}
