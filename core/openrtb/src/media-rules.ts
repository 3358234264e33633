// Rules of banner, video and audio: OpenRTB 2.6, sections 3.2.6 to 3.2.10.

import type { FaultList } from './faults.ts';
import type { Imp } from './request-schema.ts';

type Banner = NonNullable<Imp['banner']>;
type Format = NonNullable<Banner['format']>[number];

/** Removed by 2.6 (its Appendix B); `format` says what they said. */
const REMOVED = ['wmin', 'wmax', 'hmin', 'hmax'];

/** Adds what is wrong with the media of a slot. */
export function mediaRules(imp: Imp, way: string, faults: FaultList): void {
  if (imp.banner !== undefined) bannerRules(imp.banner, `${way}.banner`, faults);
  for (const kind of ['video', 'audio'] as const) {
    const media = imp[kind];
    if (media === undefined) continue;
    const field = `${way}.${kind}`;
    if (media.maxduration !== undefined && (media.minduration ?? 0) > media.maxduration)
      faults.add(`${field}.minduration`, 'conflict', 'The least duration is above the most.');
    if (media.maxbitrate !== undefined && (media.minbitrate ?? 0) > media.maxbitrate)
      faults.add(`${field}.minbitrate`, 'conflict', 'The least bit rate is above the most.');
    // 3.2.7: exact durations exclude a range.
    if (media.rqddurs !== undefined && (media.minduration ?? media.maxduration) !== undefined)
      faults.add(`${field}.rqddurs`, 'conflict', 'Exact durations and a range exclude each other.');
  }
}

function bannerRules(banner: Banner, field: string, faults: FaultList): void {
  for (const name of REMOVED)
    if (Object.hasOwn(banner, name))
      faults.add(`${field}.${name}`, 'version', `2.6 has no ${name}; use format.`);
  const formats = banner.format ?? [];
  if (formats.length === 0 && !(banner.w && banner.h))
    faults.add(field, 'missing', `${field} needs a size: w and h, or format.`);
  formats.forEach((format, at) => formatRules(format, `${field}.format[${at}]`, faults));
}

/** 3.2.10: a fixed size, or a ratio with a least width; never both, and nothing of it zero. */
function formatRules(format: Format, field: string, faults: FaultList): void {
  const fixed = format.w || format.h;
  const flexible = format.wmin || format.wratio || format.hratio;
  if (fixed && flexible)
    faults.add(field, 'conflict', `${field} is a fixed size or a ratio, not both.`);
  else if (fixed ? !(format.w && format.h) : !(format.wmin && format.wratio && format.hratio))
    faults.add(field, 'missing', `${field} needs w and h, or wmin, wratio and hratio.`);
}
