// Baselines at their best: each is tried with a few settings on the validation days, and the best by NDCG@10 is then learned
// anew from everything before the test.

import { measure, meanOf, type Measured } from '../metrics.ts';
import { pastOf, relevantOf, type Past } from '../past.ts';
import type { ReplayLog } from '../replay-log.ts';
import type { Split } from '../split.ts';
import { topOf, type Scorer } from './ranked.ts';

interface Setting {
  label: string;
  /** What the label says, for whoever goes on with it. */
  numbers?: Readonly<Record<string, number>>;
  learn: (past: Past) => Scorer;
}

/** A kind of baseline with the settings that are tried. */
export interface Family {
  name: string;
  /** Readable settings, each with what learns by it. */
  settings: readonly Setting[];
}

export interface BaselineResult {
  name: string;
  /** The settings that won on the validation days. */
  chosen: string;
  numbers: Readonly<Record<string, number>>;
  measured: Measured;
}

/** Users asked while tuning; a third of them tells settings apart that matter. */
const TUNING_USERS = 2_500;

export class BaselineField {
  readonly #log: ReplayLog;
  readonly #past: Past;
  readonly #relevant: ReadonlyMap<number, ReadonlySet<number>>;
  readonly #tuning: { past: Past; relevant: ReadonlyMap<number, ReadonlySet<number>> };

  constructor(log: ReplayLog, test: Split, validation: Split) {
    this.#log = log;
    this.#past = pastOf(log, test.fromMs);
    this.#relevant = relevantOf(log, this.#past, test.fromMs, test.toMs);
    const past = pastOf(log, validation.fromMs);
    const all = relevantOf(log, past, validation.fromMs, validation.toMs);
    const step = Math.max(1, Math.ceil(all.size / TUNING_USERS));
    this.#tuning = { past, relevant: new Map([...all].filter((_, place) => place % step === 0)) };
  }

  /** Tunes, learns and measures one kind. `say` hears of each setting. */
  run(family: Family, say: (line: string) => void): BaselineResult {
    let best = family.settings[0];
    let most = -1;
    for (const setting of family.settings.length > 1 ? family.settings : []) {
      const { past, relevant } = this.#tuning;
      const found = measured(setting.learn(past), past, relevant, this.#log.items.length);
      const ndcg = meanOf(found.ndcg10);
      say(
        `tuning ${family.name} ${setting.label}: NDCG@10 ${ndcg.toFixed(4)}, Recall@20 ${meanOf(found.recall20).toFixed(4)}`,
      );
      if (ndcg > most) [most, best] = [ndcg, setting];
    }
    if (best === undefined) throw new Error(`${family.name} has no settings`);
    const scorer = best.learn(this.#past);
    return {
      name: family.name,
      chosen: best.label,
      numbers: best.numbers ?? {},
      measured: measured(scorer, this.#past, this.#relevant, this.#log.items.length),
    };
  }
}

function measured(
  scorer: Scorer,
  past: Past,
  relevant: ReadonlyMap<number, ReadonlySet<number>>,
  itemCount: number,
): Measured {
  const scores = new Float64Array(itemCount);
  return measure(relevant, itemCount, (user) => {
    const items = past.users[user]?.items ?? new Int32Array(0);
    scores.fill(0);
    scorer.score(items, scores, user);
    return topOf(scores, new Set(items));
  });
}
