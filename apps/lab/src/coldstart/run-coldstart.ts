// New clips and new viewers on the KuaiRand log in $JHALAK_SHARED/data/kuairand-pure (default ../shared). What is simulated
// stands in click-model.ts.

import { fileURLToPath } from 'node:url';
import { ClickModel } from './click-model.ts';
import { clipTrial, FAIR, POLICIES } from './clip-trial.ts';
import { readSharedLog } from './shared-log.ts';
import { viewerTrial } from './viewer-trial.ts';

/** @param args pages, viewers, seed, and a part of it; see the command. Tells sentences, and as its last line one object. */
export async function runColdstart(args: readonly string[]): Promise<void> {
  const pages = Number(args[0] ?? 36_000);
  const most = Number(args[1] ?? 400);
  const seed = Number(args[2] ?? 1);
  const part = args[3];
  const root = fileURLToPath(new URL('../../../../', import.meta.url));
  const shared = process.env['JHALAK_SHARED'] ?? `${root}../shared`;
  const log = await readSharedLog(`${shared}/data/kuairand-pure`);
  const model = new ClickModel(log);
  const policies = POLICIES.filter((policy) => part === undefined || part === policy);
  const clips = policies.map((policy) => clipTrial(log, model, { policy, pages, seed }));
  for (const one of clips) {
    const bad = (100 * one.badShowings) / one.newShowings;
    process.stderr.write(
      `${one.policy}: ${one.fair} of ${one.topDecile} top clips had ${FAIR} showings; half of them after ${one.spentUntilHalfFair} showings of new clips; ${one.newShowings} in all, ${bad.toFixed(1)} % to the lower half; mean level ${one.meanLevel.toFixed(4)}\n`,
    );
  }
  const viewers = part === undefined || part === 'viewers' ? viewerTrial(log, { seed, most }) : [];
  for (const { known, ranker, ndcg10, recall20, ndcg10Interval, recall20Interval } of viewers) {
    const between = (of: readonly number[]): string => of.map((one) => one.toFixed(3)).join(' to ');
    process.stderr.write(
      `${known} events, ${ranker}: NDCG@10 ${ndcg10.toFixed(4)} (${between(ndcg10Interval)}), Recall@20 ${recall20.toFixed(4)} (${between(recall20Interval)})\n`,
    );
  }
  process.stdout.write(`${JSON.stringify({ bench: 'coldstart', pages, seed, clips, viewers })}\n`);
}
