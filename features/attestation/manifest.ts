import { defineManifest } from '@jhalak/contracts';

const kept = {
  class: 'technology',
  reference: true,
  retention: { kind: 'forever', why: 'which program ran when must be told later' },
  erasure: 'keep',
  // A new owner signs and records their own releases; what the old one ran stands in the public log.
  handover: 'withhold',
} as const;

/** Which program and which models may run here: who signs, what was added, what was started. */
export const manifest = defineManifest({
  owner: 'attestation',
  tables: [
    { name: 'attest_signers', ...kept },
    { name: 'attest_releases', ...kept },
    { name: 'attest_starts', ...kept },
  ],
});
