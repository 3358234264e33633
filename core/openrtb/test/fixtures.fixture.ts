// The public cases of Prebid Server, InMobi's adapter and the IAB's samples, where they lie beside the house.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const SHARED = process.env['JHALAK_SHARED'] ?? join(import.meta.dirname, '../../../../shared');
/** The folder of the cases. */
export const FIXTURES = join(SHARED, 'fixtures');
/** Prebid Server's cases. */
export const PREBID = join(FIXTURES, 'openrtb/prebid-server');
/** Why tests skip; undefined when the cases are there. */
export const fixturesMissing = existsSync(PREBID)
  ? undefined
  : 'no fixtures/openrtb in JHALAK_SHARED: nobody but us has judged the protocols';

/** @returns the files of that ending under a folder, sorted. */
export function filesUnder(folder: string, ending: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .toSorted();
}

/** @returns a case as it lies there. */
export function readCase(path: string): Record<string, unknown> {
  return JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
}

const SAMPLES = 'endpoints/openrtb2/sample-requests';

/** @returns the sample requests of Prebid Server: name, body, and the status that Prebid gives. */
export function sampleRequests(): { name: string; request: unknown; status: number }[] {
  return filesUnder(join(PREBID, SAMPLES), '.json').map((name) => {
    const one = readCase(join(PREBID, SAMPLES, name));
    return { name, request: one['mockBidRequest'], status: one['expectedReturnCode'] as number };
  });
}
