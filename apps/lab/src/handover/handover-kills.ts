// kill -9 before and after every step of a sale. After each kill both owners' databases and logs are read from outside: there are
// never two owners, nothing contradicts itself, and the same command goes on.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { WorkedStep } from '@jhalak/contracts/handover-deal';
import { isPast } from '@jhalak/handover';
import { seededRandom, type Random } from '@jhalak/kernel';
import { openSaleBench, type Looked, type SaleBench } from './sale-bench.ts';
import type { StepChildPlan } from './step-child.ts';

const CHILD = fileURLToPath(new URL('step-child.ts', import.meta.url));
const POINTS = ['begin', 'worked', 'written', 'posted'] as const;
/** Its end is in the log before it is in the public files, which the buyer takes. */
const FENCE_POINTS = ['begin', 'worked', 'written', 'logged'] as const;
/** A rehearsal imports everything each time. */
const REHEARSAL_POINTS = ['begin', 'posted'] as const;
/** Steps whose work lies in one database that is there already: these are killed at random moments too. */
const ANYWHERE: ReadonlySet<WorkedStep> = new Set(['freeze', 'delta', 'keys', 'fence']);
/** A step that is killed at random dies in this time, if it has not ended. */
const RANDOM_KILL_MS = 1_300;
const PEOPLE = 12;
const CLIPS = 2;

export interface HandoverKills {
  seed: number;
  /** Processes that were killed. */
  kills: number;
  /** Looks into both databases. */
  looks: number;
  /** Looks that found two owners; must be none. */
  twoOwners: number;
  /** From the end of the seller's epoch to the buyer's, as the deal's own clock says. */
  ownerlessMs: number;
}

export interface KillOptions {
  seed: number;
  /** How many more kills each of the seller's frozen steps gets, at random moments. */
  random: number;
  /** `sample`: of each step its last point and one other, by the seed. */
  points: 'all' | 'sample';
  log: (line: string) => void;
}

export async function handoverKills(options: KillOptions): Promise<HandoverKills> {
  const bench = await openSaleBench({ people: PEOPLE, clips: CLIPS });
  try {
    return await new KillRun(bench, options).run();
  } finally {
    await bench.close();
  }
}

class KillRun {
  readonly #bench: SaleBench;
  readonly #random: Random;
  readonly #options: KillOptions;
  #kills = 0;
  #looks = 0;
  #twoOwners = 0;

  constructor(bench: SaleBench, options: KillOptions) {
    this.#bench = bench;
    this.#options = options;
    this.#random = seededRandom(options.seed);
  }

  async run(): Promise<HandoverKills> {
    const { sale } = this.#bench;
    await sale.talks();
    await this.#through('rehearsal', 'seller', { bidder: 'second' });
    await sale.secondBidder();
    await sale.agree();
    for (const step of ['freeze', 'delta', 'keys', 'fence'] as const)
      await this.#through(step, 'seller');
    const from = await this.#bench.carry();
    await sale.follow(sale.seller, sale.buyer);
    await this.#through('takeover', 'buyer', { from });
    await this.#through('verification', 'buyer');
    await sale.accept();
    await sale.follow(sale.buyer, sale.seller);
    for (const step of ['wind_down', 'proof'] as const) {
      await this.#through(step, 'seller');
      await sale.bring(step);
    }
    return await this.#told();
  }

  async #told(): Promise<HandoverKills> {
    const { state, ownerEpoch, owns, told } = await this.#bench.look('buyer');
    assert.deepEqual([state?.step, ownerEpoch, owns], ['closed', 2, 2]);
    // Whichever of the two owners told it, whoever was killed meanwhile.
    const once = Array.from({ length: state?.seq ?? 0 }, () => 1);
    assert.deepEqual(told, once, 'the public log tells each event once');
    const { seed } = this.#options;
    const ownerlessMs = await this.#bench.sale.ownerlessMs();
    const [kills, looks, twoOwners] = [this.#kills, this.#looks, this.#twoOwners];
    return { seed, kills, looks, twoOwners, ownerlessMs };
  }

  #pointsOf(step: WorkedStep): readonly string[] {
    const points: readonly string[] =
      step === 'rehearsal' ? REHEARSAL_POINTS : step === 'fence' ? FENCE_POINTS : POINTS;
    const [last = ''] = points.slice(-1);
    if (this.#options.points === 'all') return points;
    return [points[this.#random.below(points.length - 1)] ?? last, last];
  }

  /** One step, killed at each of its points, and then let go on to its end. */
  async #through(
    step: WorkedStep,
    side: 'seller' | 'buyer',
    more: Pick<StepChildPlan, 'bidder' | 'from'> = {},
  ): Promise<void> {
    const points = this.#pointsOf(step);
    for (const point of points) {
      // Random kills come while there is work left; a step that one of them found done has no last point.
      if (point === points.at(-1) && (await this.#atRandom(step, side, more)) === 'done') break;
      const isKilled = await this.#child(step, side, { ...more, killAt: `${step}.${point}` });
      assert.ok(isKilled, `${step}.${point} was not reached`);
      await this.#look(`${step}.${point}`);
    }
    assert.equal(await this.#child(step, side, more), false, `${step} did not go on`);
    await this.#look(step);
  }

  /** Kills at random moments. @returns whether the step was quicker: nothing of it is left to be killed. */
  async #atRandom(
    step: WorkedStep,
    side: 'seller' | 'buyer',
    more: Pick<StepChildPlan, 'bidder' | 'from'>,
  ): Promise<'done' | 'undone'> {
    const times = ANYWHERE.has(step) ? this.#options.random : 0;
    for (let time = 0; time < times; time += 1) {
      const killAfterMs = 200 + this.#random.below(RANDOM_KILL_MS);
      await this.#child(step, side, { ...more, killAfterMs });
      await this.#look(`${step} after ${killAfterMs} ms`);
      const { state } = await this.#bench.look(side);
      if (state !== undefined && isPast(state, step)) return 'done';
    }
    return 'undone';
  }

  async #child(
    step: WorkedStep,
    side: 'seller' | 'buyer',
    more: Partial<StepChildPlan>,
  ): Promise<boolean> {
    const { sale } = this.#bench;
    const who = side === 'seller' ? 'seller-chief' : 'second-chief';
    const plan: StepChildPlan = {
      ...{ env: sale[side].env(), dealId: sale.deal, keyFile: sale.parties.key(who), step },
      ...more,
    };
    const child = spawn(process.execPath, [CHILD, JSON.stringify(plan)], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-4_000)));
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    if (signal === 'SIGKILL') {
      this.#kills += 1;
      return true;
    }
    assert.equal(code, 0, `${step} ended with ${code}:\n${said}`);
    return false;
  }

  /** What must hold whenever anybody looks. */
  async #look(where: string): Promise<void> {
    const seller = await this.#bench.look('seller');
    const buyer = await this.#bench.look('buyer');
    this.#looks += 1;
    if (seller.owns !== undefined && buyer.owns !== undefined) this.#twoOwners += 1;
    assert.ok(seller.owns === undefined || buyer.owns === undefined, `${where}: two owners`);
    checkSeller(seller, where);
    checkBuyer(buyer, where);
    this.#options.log(`${where}: ${seller.state?.step} / ${buyer.state?.step ?? 'nothing'}`);
  }
}

function checkSeller({ state, standing }: Looked, where: string): void {
  if (state === undefined) return;
  const hasEnded = standing?.state === 'ended';
  assert.equal(
    state.fence !== undefined,
    hasEnded,
    `${where}: the fence and the end come together`,
  );
  if (state.keys !== undefined)
    assert.equal(standing?.untilMs, null, `${where}: with the keys given no time ends the freeze`);
}

function checkBuyer({ state, ownerEpoch, owns }: Looked, where: string): void {
  if (state === undefined) return;
  assert.equal(owns, state.takeover?.epoch, `${where}: whose epoch it is`);
  assert.equal(
    ownerEpoch,
    state.takeover === undefined ? 1 : 2,
    `${where}: the border's epoch and the deal's are raised together`,
  );
}
