// OpenRTB 2.5 beside 2.6: 2.6 gave a place of their own to what 2.5 carried in extensions. `lift` reads 2.5, `lower` writes it;
// inside, there is only 2.6. Sources: OpenRTB 2.6 Appendix B; IAB's texts for GDPR, CCPA and SupplyChain with 2.5.

import { checkForm } from './check-form.ts';
import type { FaultList } from './faults.ts';
import { isRecord } from './json.ts';
import { movedForms } from './moved-forms.ts';
import type { BidRequest } from './request-schema.ts';

/** [object, its member in 2.6, way in the object's `ext` in 2.5]. */
const MOVED = [
  ['source', 'schain', ['schain']],
  ['regs', 'gdpr', ['gdpr']],
  ['regs', 'us_privacy', ['us_privacy']],
  ['regs', 'gpp', ['gpp']],
  ['regs', 'gpp_sid', ['gpp_sid']],
  ['user', 'consent', ['consent']],
  ['user', 'eids', ['eids']],
  ['device', 'sua', ['sua']],
] as const;
/** A rewarded slot had no place at all in 2.5; Prebid's is the one that is read. */
const REWARDED = ['prebid', 'is_rewarded_inventory'] as const;

/** Members that 2.5 does not have, and that lose their meaning in an extension: left out for a reader of 2.5. */
const UNKNOWN_TO_25 = {
  request: ['wlangb', 'acat', 'cattax', 'dooh'],
  imp: ['rwdd', 'ssai', 'qty', 'dt', 'refresh'],
  timed: [
    'maxseq',
    'poddur',
    'podid',
    'podseq',
    'rqddurs',
    'slotinpod',
    'mincpmpersec',
    'durfloors',
    'poddedupe',
    'plcmt',
  ],
  deal: ['guar', 'mincpmpersec', 'durfloors'],
  place: ['cattax', 'kwarray', 'inventorypartnerdomain'],
  content: [
    'cattax',
    'kwarray',
    'langb',
    'network',
    'channel',
    'gtax',
    'genres',
    'realtime',
    'firstbroadcast',
  ],
  device: ['langb'],
  user: ['kwarray'],
} as const;

/** Adds what is wrong with fields of 2.5 that lie in extensions, by the names they have there. */
export function legacyFaults(request: Readonly<Record<string, unknown>>, faults: FaultList): void {
  for (const [object, member, [name]] of MOVED) {
    const holder = request[object];
    const ext = isRecord(holder) ? holder['ext'] : undefined;
    if (isRecord(ext) && ext[name] !== undefined)
      checkForm(movedForms[member], ext[name], `${object}.ext.${name}`, faults);
  }
}

/** @returns a copy in the form of 2.6; what stands in 2.6's own place is not overwritten. */
export function lift(request: BidRequest): BidRequest {
  const lifted: Record<string, unknown> = { ...request };
  for (const [object, member, [name]] of MOVED) {
    const holder = lifted[object];
    if (!isRecord(holder) || !isRecord(holder['ext']) || holder['ext'][name] === undefined)
      continue;
    const { [name]: value, ...ext } = holder['ext'];
    lifted[object] = { [member]: value, ...holder, ext };
  }
  lifted['imp'] = request.imp.map((imp) => {
    const prebid = imp.ext?.[REWARDED[0]];
    const rewarded = isRecord(prebid) && prebid[REWARDED[1]] === 1;
    return imp.rwdd === undefined && rewarded ? { ...imp, rwdd: 1 } : imp;
  });
  return lifted as unknown as BidRequest;
}

/** @returns a copy for a reader of 2.5: moved members in extensions, members that 2.5 does not know left out. */
export function lower(request: BidRequest): BidRequest {
  const lowered: Record<string, unknown> = without(request, UNKNOWN_TO_25.request);
  for (const [object, member, [name]] of MOVED) {
    const holder = lowered[object];
    if (!isRecord(holder) || holder[member] === undefined) continue;
    const { [member]: value, ...rest } = holder;
    const ext = isRecord(rest['ext']) ? rest['ext'] : {};
    lowered[object] = { ...rest, ext: { ...ext, [name]: value } };
  }
  change(lowered, 'device', (device) => without(device, UNKNOWN_TO_25.device));
  change(lowered, 'user', (user) => without(user, UNKNOWN_TO_25.user));
  for (const name of ['site', 'app'])
    change(lowered, name, (place) => {
      const kept = without(place, UNKNOWN_TO_25.place);
      change(kept, 'content', (content) => without(content, UNKNOWN_TO_25.content));
      change(kept, 'publisher', (publisher) => without(publisher, ['cattax']));
      return kept;
    });
  lowered['imp'] = request.imp.map(lowerImp);
  return lowered as unknown as BidRequest;
}

function lowerImp(imp: BidRequest['imp'][number]): Record<string, unknown> {
  const kept = without(imp, UNKNOWN_TO_25.imp);
  for (const name of ['video', 'audio'])
    change(kept, name, (media) => without(media, UNKNOWN_TO_25.timed));
  change(kept, 'pmp', (pmp) => ({
    ...pmp,
    ...(imp.pmp?.deals && {
      deals: imp.pmp.deals.map((deal) => without(deal, UNKNOWN_TO_25.deal)),
    }),
  }));
  if (imp.rwdd === 1) {
    const prebid = imp.ext?.[REWARDED[0]];
    const own = { ...(isRecord(prebid) ? prebid : {}), [REWARDED[1]]: 1 };
    kept['ext'] = { ...imp.ext, [REWARDED[0]]: own };
  }
  return kept;
}

function without(from: object, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(from).filter(([name]) => !names.includes(name)));
}

function change(
  holder: Record<string, unknown>,
  name: string,
  to: (value: Record<string, unknown>) => Record<string, unknown>,
): void {
  const value = holder[name];
  if (isRecord(value)) holder[name] = to(value);
}
