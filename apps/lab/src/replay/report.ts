// Figures as people and programs read them.

import type { Random } from '@jhalak/kernel';
import type { BaselineResult } from './baselines/tuned.ts';
import {
  interval,
  meanOf,
  ratioInterval,
  shareInterval,
  shareOf,
  shareRatio,
  type Interval,
  type Measured,
} from './metrics.ts';
import { DAY_LATE, type Answers } from './prequential.ts';

export interface Row {
  name: string;
  chosen: string;
  measured: Measured;
}

/** @returns a table in Markdown, with 95 % intervals, and ours over the best of the others where there are some. */
export function figureTable(rows: readonly Row[], random: Random): string {
  const lines = [
    '| model | NDCG@10 | Recall@20 | Recall@50 | coverage@20 | chosen |',
    '|---|---|---|---|---|---|',
    ...rows.map(({ name, chosen, measured }) => {
      const { ndcg10, recall20, recall50, coverage20 } = measured;
      const figures = [ndcg10, recall20, recall50].map((values) =>
        intervalText(interval(values, random)),
      );
      return `| ${name} | ${figures.join(' | ')} | ${coverage20.toFixed(3)} | ${chosen} |`;
    }),
  ];
  const ours = rows.at(-1)?.measured;
  const others = rows.slice(0, -1);
  if (ours === undefined || others.length === 0) return lines.join('\n');
  for (const [figure, name] of FIGURES) {
    const best = bestBy(others, figure);
    const ratio = ratioInterval(ours[figure], best.measured[figure], random);
    lines.push(`${rows.at(-1)?.name} over ${best.name}, ${name}: ${intervalText(ratio)}`);
  }
  return lines.join('\n');
}

/** @returns what each thing left out costs: its figures over those of the whole, the same people drawn for both. */
export function ablationTable(whole: Row, rows: readonly Row[], random: Random): string {
  const { ndcg10, recall20, coverage20 } = whole.measured;
  return [
    '| | NDCG@10 | over the whole | Recall@20 | over the whole | coverage@20 |',
    '|---|---|---|---|---|---|',
    `| all | ${meanOf(ndcg10).toFixed(4)} | | ${meanOf(recall20).toFixed(4)} | | ${coverage20.toFixed(3)} |`,
    ...rows.map(({ name, measured }) => {
      const cells = (['ndcg10', 'recall20'] as const).map((figure) => {
        const ratio = ratioInterval(measured[figure], whole.measured[figure], random);
        return `${meanOf(measured[figure]).toFixed(4)} | ${intervalText(ratio)}`;
      });
      return `| ${name} | ${cells.join(' | ')} | ${measured.coverage20.toFixed(3)} |`;
    }),
  ].join('\n');
}

const FIGURES = [
  ['ndcg10', 'NDCG@10'],
  ['recall20', 'Recall@20'],
  ['recall50', 'Recall@50'],
] as const;

function bestBy(rows: readonly Row[], figure: (typeof FIGURES)[number][0]): Row {
  const [best] = rows.toSorted((a, b) => meanOf(b.measured[figure]) - meanOf(a.measured[figure]));
  if (best === undefined) throw new Error('there is nothing to compare with');
  return best;
}

function intervalText({ mean, low, high }: Interval): string {
  return `${mean.toFixed(4)} [${low.toFixed(4)}, ${high.toFixed(4)}]`;
}

/** The best baseline: by the product of NDCG@10 and Recall@20. */
function bestBaseline(baselines: readonly BaselineResult[]): BaselineResult | undefined {
  const worth = ({ measured }: BaselineResult): number =>
    meanOf(measured.ndcg10) * meanOf(measured.recall20);
  return baselines.toSorted((a, b) => worth(b) - worth(a))[0];
}

/** @returns hit rates of test-then-learn, with ratios that the aims name. */
export function prequentialTable(answers: readonly Answers[], random: Random): string {
  const [ours] = answers;
  if (ours === undefined) return '';
  const questions = ours.questions.reduce((sum, one) => sum + one, 0);
  const lines = [
    `| test, then learn: ${questions} questions | HR@20 | ours at once over it |`,
    '|---|---|---|',
  ];
  for (const one of answers) {
    const ratio = one === ours ? '' : intervalText(shareRatio(ours, one, random));
    lines.push(`| ${one.name} | ${intervalText(shareInterval(one, random))} | ${ratio} |`);
  }
  return lines.join('\n');
}

/** @returns the one line for programs. */
export function resultLine(
  ours: Measured,
  baselines: readonly BaselineResult[],
  answers: readonly Answers[],
): string {
  const [live] = answers;
  const late = answers.find(({ name }) => name === DAY_LATE);
  const others = answers.filter(({ name }) => !name.startsWith('ours')).map(shareOf);
  const best = bestBaseline(baselines);
  return JSON.stringify({
    bench: 'replay',
    ndcg10: rounded(meanOf(ours.ndcg10)),
    recall20: rounded(meanOf(ours.recall20)),
    recall50: rounded(meanOf(ours.recall50)),
    coverage20: rounded(ours.coverage20),
    best:
      best === undefined
        ? null
        : {
            name: best.name,
            ndcg10: rounded(meanOf(best.measured.ndcg10)),
            recall20: rounded(meanOf(best.measured.recall20)),
          },
    prequentialHr20: live === undefined ? null : rounded(shareOf(live)),
    bestPrequentialHr20: others.length === 0 ? null : rounded(Math.max(...others)),
    immediateOverDaily:
      live === undefined || late === undefined ? null : rounded(shareOf(live) / shareOf(late)),
  });
}

function rounded(value: number): number {
  return Math.round(value * 10_000) / 10_000;
}
