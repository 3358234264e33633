// The people of a deal in a story, each with an Ed25519 key of its own in a file, as `jhalak attest key` makes them. They are
// simulated: what they show is which signatures are needed, not that anybody agreed.

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DealParty, DealPerson, OpenAct } from '@jhalak/contracts/handover-deal';
import { rawKeyOf } from '@jhalak/handover';

/** Parties of the deal, and where each person's key lies. */
export interface Parties {
  open: Pick<OpenAct, 'seller' | 'regionSide' | 'exportSide' | 'mediator' | 'bidders' | 'policy'>;
  /** @returns the file of a person's private key. */
  key(person: string): string;
}

const NAMES: Readonly<Record<string, string>> = {
  'seller-chief': 'Wei Arnaud',
  'seller-counsel': 'Noor Feldman',
  'ministry-one': 'Anjali Deshmukh',
  'ministry-two': 'Rohan Pillai',
  'ministry-three': 'Sabitha Nair',
  'bureau-officer': 'Lin Hao',
  'investor-partner': 'Kenji Morita',
  'first-chief': 'Dev Malhotra',
  'first-counsel': 'Ira Sen',
  'second-chief': 'Meera Subramanian',
  'second-counsel': 'Arjun Rao',
};

/** @returns people whose keys an earlier process made. */
export function partiesOf(folder: string): Pick<Parties, 'key'> {
  return { key: (person) => join(folder, `${person}.pem`) };
}

/** Makes everybody and their keys in a folder of their own: apart from both homes. */
export async function makeParties(folder: string, freezeMaxMs: number): Promise<Parties> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { key } = partiesOf(folder);
  const person = async (id: string): Promise<DealPerson> => {
    const { privateKey } = generateKeyPairSync('ed25519');
    await writeFile(key(id), privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
    const raw = rawKeyOf(createPublicKey(privateKey));
    return { id, name: `${NAMES[id] ?? id} (simulated)`, key: raw.toString('base64') };
  };
  const party = async (name: string, ids: readonly string[]): Promise<DealParty> => ({
    name,
    people: await Promise.all(ids.map((id) => person(id))),
  });
  return {
    key,
    open: {
      seller: await party('Kahani Holdings (simulated)', ['seller-chief', 'seller-counsel']),
      regionSide: await party('Ministry of the region (simulated)', [
        'ministry-one',
        'ministry-two',
        'ministry-three',
      ]),
      exportSide: {
        country: 'cn',
        ...(await party('Export bureau (simulated)', ['bureau-officer'])),
      },
      mediator: await party('An investor in both sides (simulated)', ['investor-partner']),
      bidders: [
        {
          id: 'first',
          ...(await party('First bidder (simulated)', ['first-chief', 'first-counsel'])),
        },
        {
          id: 'second',
          ...(await party('Second bidder, a local rival (simulated)', [
            'second-chief',
            'second-counsel',
          ])),
        },
      ],
      policy: {
        excludedCountries: ['cn', 'pk', 'bd', 'np', 'bt', 'mm', 'af'],
        basis: 'Press Note 3 (2020)',
        freezeMaxMs,
        // Its people are there for minutes.
        noticeMinMs: 0,
      },
    },
  };
}
