// ads.txt and app-ads.txt: who may sell a place. IAB Authorized Digital Sellers 1.1. One text for both; they differ in where they lie.

import { accept, FaultList, refuse, type Verdict } from './faults.ts';

/** The largest publishers have some 5,000 lines. */
export const ADS_TXT_BYTES_MAX = 1_048_576;
const LINES_MAX = 20_000;
const DOMAIN =
  /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/i;

/** One seller of the place. */
export interface AdsTxtRecord {
  /** The system's canonical domain, in lower case: `asi` of its nodes. */
  readonly domain: string;
  /** Who sells there: `sid`. */
  readonly accountId: string;
  /** DIRECT: the publisher's own account. */
  readonly relationship: 'DIRECT' | 'RESELLER';
  /** The system's id at a certification authority. */
  readonly authorityId: string | undefined;
}

/** What a file says. */
export interface AdsTxt {
  readonly records: readonly AdsTxtRecord[];
  /** `ownerdomain`, `managerdomain`, `contact`, `subdomain`, `inventorypartnerdomain`, by name in lower case, as often as they stand. */
  readonly variables: readonly { readonly name: string; readonly value: string }[];
}

/** Variables of 1.1. */
const VARIABLES = [
  'contact',
  'subdomain',
  'inventorypartnerdomain',
  'ownerdomain',
  'managerdomain',
];
/** Those whose value begins with a domain. */
const WITH_DOMAIN = VARIABLES.slice(1);

/**
 * Reads a file.
 *
 * @returns records and variables; or the lines that are wrong, as `line 3`. A crawler would skip such a line, and its seller would
 *   not sell: whoever writes the file wants to know.
 */
export function readAdsTxt(text: string): Verdict<AdsTxt> {
  const faults = new FaultList();
  if (Buffer.byteLength(text) > ADS_TXT_BYTES_MAX)
    return refuse({
      field: 'body',
      code: 'too_large',
      sentence: `More than ${ADS_TXT_BYTES_MAX} bytes.`,
    });
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\n|\r/);
  if (lines.length > LINES_MAX)
    return refuse({ field: 'body', code: 'too_large', sentence: `More than ${LINES_MAX} lines.` });
  const records: AdsTxtRecord[] = [];
  const variables: { name: string; value: string }[] = [];
  for (const [at, line] of lines.entries()) {
    const said = (line.split('#')[0] ?? '').trim();
    if (said === '') continue;
    const way = `line ${at + 1}`;
    const variable = /^([A-Za-z]+)\s*=\s*(.*)$/.exec(said);
    if (variable === null) records.push(...readRecord(said, way, faults));
    else variables.push(...readVariable(variable[1] ?? '', variable[2] ?? '', way, faults));
  }
  return faults.found.length > 0 ? refuse(...faults.found) : accept({ records, variables });
}

function readRecord(said: string, way: string, faults: FaultList): AdsTxtRecord[] {
  // What stands behind a semicolon is an extension.
  const [domain = '', accountId = '', kind = '', authority = ''] = (said.split(';')[0] ?? '')
    .split(',')
    .map((field) => field.trim());
  const relationship = kind.toUpperCase();
  if (!DOMAIN.test(domain)) faults.add(way, 'value', 'The first field is the domain of a system.');
  else if (accountId === '') faults.add(way, 'missing', 'The second field is the id of a seller.');
  else if (relationship !== 'DIRECT' && relationship !== 'RESELLER')
    faults.add(way, 'value', 'The third field is DIRECT or RESELLER.');
  else
    return [
      {
        domain: domain.toLowerCase(),
        accountId,
        relationship,
        authorityId: authority || undefined,
      },
    ];
  return [];
}

function readVariable(
  name: string,
  value: string,
  way: string,
  faults: FaultList,
): AdsTxt['variables'] {
  const known = name.toLowerCase();
  const domain = (value.split(',')[0] ?? '').trim();
  if (!VARIABLES.includes(known)) faults.add(way, 'value', 'The text does not know this variable.');
  else if (value.trim() === '') faults.add(way, 'missing', 'The variable has no value.');
  else if (WITH_DOMAIN.includes(known) && !DOMAIN.test(domain))
    faults.add(way, 'value', 'The value is a domain.');
  else return [{ name: known, value: value.trim() }];
  return [];
}

/** @returns the file. @throws RangeError for a field that the file could not carry (a comma, a line end, no domain). */
export function writeAdsTxt({ records, variables }: AdsTxt): string {
  const lines = [
    ...variables.map(({ name, value }) => `${name}=${value}`),
    ...records.map(({ domain, accountId, relationship, authorityId }) =>
      [domain, accountId, relationship, ...(authorityId === undefined ? [] : [authorityId])].join(
        ', ',
      ),
    ),
  ];
  const text = `${lines.join('\n')}\n`;
  const read = readAdsTxt(text);
  const same =
    read.ok &&
    read.value.records.length === records.length &&
    read.value.variables.length === variables.length;
  if (!same || !records.every((record, at) => isSame(record, read.value.records[at])))
    throw new RangeError('a record does not survive being written');
  return text;
}

function isSame(one: AdsTxtRecord, other: AdsTxtRecord | undefined): boolean {
  return (
    other !== undefined &&
    one.domain === other.domain &&
    one.accountId === other.accountId &&
    one.authorityId === other.authorityId
  );
}
