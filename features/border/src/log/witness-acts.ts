// Who may witness is itself on record: an outsider sees when a witness was added or ended.

import type { BorderLog, Database } from '@jhalak/ports';
import { toHex, utf8 } from '@jhalak/tlog';
import { nodeCrypto } from '@jhalak/tlog/node';
import type { Cosignatures, Witness } from './cosignatures.ts';

interface WitnessActs {
  addWitness(vkey: string, addedBy: string): Promise<Witness>;
  endWitness(name: string): Promise<boolean>;
}

export function witnessActs(deps: {
  database: Database;
  cosignatures: Cosignatures;
  log: BorderLog;
}): WitnessActs {
  const { database, cosignatures, log } = deps;
  const digest = (text: string): string => toHex(nodeCrypto.sha256(utf8(text)));
  return {
    addWitness: async (vkey, addedBy) =>
      await database.transaction(async (tx) => {
        const witness = await cosignatures.addWitness(tx, vkey, addedBy);
        const facts = { kind: 'key', act: 'border.witness_added', digest: digest(vkey) } as const;
        await log.append(tx, facts);
        return witness;
      }),
    endWitness: async (name) =>
      await database.transaction(async (tx) => {
        const ended = await cosignatures.endWitness(tx, name);
        const facts = { kind: 'key', act: 'border.witness_ended', digest: digest(name) } as const;
        if (ended) await log.append(tx, facts);
        return ended;
      }),
  };
}
