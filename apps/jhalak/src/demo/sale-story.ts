// The scenes in order, and what they come to.

import { tellPeople, tellWhoLeft } from './sale-notice.ts';
import type { Sale } from './sale.ts';

/** What a story leaves. */
export interface SaleSummary {
  deal: string;
  people: number;
  clips: number;
  /** From the first refusal of a write to the end of the seller's epoch. */
  readOnlyMs: number;
  scenes: { title: string; seconds: number }[];
  seconds: number;
  certificate: string;
}

/** @throws Error where anything is not as it must be. */
export async function playSale(sale: Sale): Promise<SaleSummary> {
  const { told, options } = sale;
  told.line('A sale of a banned operation, on this machine. Everybody in it is simulated;');
  told.line('the program, the databases, the packages, the keys and the refusals are real.');
  await sale.operation();
  await sale.ban();
  await sale.talks();
  await sale.rehearse();
  await sale.firstBidder();
  await sale.secondBidder();
  await sale.agree();
  const objector = await tellPeople(sale);
  await sale.tellCutOver();
  await tellWhoLeft(sale, objector);
  await sale.takeOver();
  await sale.accept();
  await sale.revive();
  await sale.windDown();
  const certificate = await sale.certify();
  const scenes = told.finish();
  const summary = {
    deal: sale.deal,
    ...{ people: options.people, clips: options.clips, readOnlyMs: sale.readOnlyMs },
    ...{ scenes, seconds: told.seconds(), certificate },
  };
  told.line('');
  told.line(
    `Done in ${Math.round(summary.seconds)} s; writes were paused for ${(sale.readOnlyMs / 1_000).toFixed(1)} s of it.`,
  );
  told.line(`certificate  ${certificate}/certificate.html`);
  told.line(`check it     sh ${certificate}/verify.sh`);
  return summary;
}
