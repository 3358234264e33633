// `npm run bench -- coldstart [PAGES] [VIEWERS] [SEED] [PART]`: new clips and new viewers on the KuaiRand log in
// $JHALAK_SHARED/data/kuairand-pure (default ../shared). PART is `viewers` or one policy; default all. What is simulated
// stands in src/coldstart/click-model.ts.

import { fileURLToPath } from 'node:url';
import { ClickModel } from '../src/coldstart/click-model.ts';
import { clipTrial, FAIR, POLICIES } from '../src/coldstart/clip-trial.ts';
import { readSharedLog } from '../src/coldstart/shared-log.ts';
import { viewerTrial } from '../src/coldstart/viewer-trial.ts';

const pages = Number(process.argv[2] ?? 36_000);
const most = Number(process.argv[3] ?? 400);
const seed = Number(process.argv[4] ?? 1);
const part = process.argv[5];
const root = fileURLToPath(new URL('../../../', import.meta.url));
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
