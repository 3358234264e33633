import { defineRoute, type Route } from '@jhalak/contracts';
import { AttestationCard } from '@jhalak/contracts/attestation';
import type { Database } from '@jhalak/ports';
import { payloadOf, type Envelope } from '../dsse.ts';
import {
  measuredDigest,
  modelDigests,
  programDigest,
  readStatement,
  releaseDigest,
} from '../statement.ts';
import { lastStart, readReleases } from '../store.ts';

/** Releases shown; older ones stand in the public log. */
const SHOWN_MAX = 20;

/** What runs here and what was added: digests that anybody can compare with the public log. */
export function getAttestation(
  database: Database,
  signedBy: (envelope: Envelope) => Promise<readonly string[]>,
): Route {
  return defineRoute({
    method: 'GET',
    path: '/v1/attestation',
    name: 'getAttestation',
    summary:
      'Digests of the program and the models that run here, and of the releases that were added',
    tag: 'operations',
    access: 'anyone',
    owner: 'public',
    replies: { 200: AttestationCard },
    async handle() {
      const last = await lastStart(database);
      const releases = (await readReleases(database)).slice(0, SHOWN_MAX);
      return {
        status: 200,
        json: {
          ...(last === undefined
            ? {}
            : {
                running: {
                  digest: releaseDigest(last.measured),
                  measured: measuredDigest(last.measured),
                  version: last.measured.version,
                  node: last.measured.node,
                  files: Object.keys(last.measured.files).length,
                  ...(last.measured.web === undefined ? {} : { web: last.measured.web }),
                  models: last.measured.models,
                },
              }),
          releases: await Promise.all(
            releases.map(async ({ envelope, number, version, addedAtMs }) => {
              const statement = readStatement(payloadOf(envelope));
              return {
                number,
                version,
                digest: programDigest(statement),
                models: Object.fromEntries(modelDigests(statement)),
                signatures: (await signedBy(envelope)).length,
                addedAtMs,
              };
            }),
          ),
        },
      };
    },
  });
}
