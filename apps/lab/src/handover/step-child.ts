// A process that carries out one step and kills itself where it is told to, as kill -9 would.

import { carryOut, type CarryOut } from '@jhalak/jhalak';

/** What the parent asks for, as JSON in the first argument. */
export interface StepChildPlan extends Omit<CarryOut, 'watch' | 'say'> {
  /** `delta.worked`; absent: it goes to its end. */
  killAt?: string;
  /** A word of the line that it says last. */
  killAtLine?: string;
  /** After so long, wherever it is then. */
  killAfterMs?: number;
}

const plan = JSON.parse(process.argv[2] ?? '{}') as StepChildPlan;
const die = (): void => void process.kill(process.pid, 'SIGKILL');
if (plan.killAfterMs !== undefined) setTimeout(die, plan.killAfterMs);
const done = await carryOut({
  ...plan,
  watch: (step, point) => {
    if (`${step}.${point}` === plan.killAt) die();
  },
  say: (line) => {
    if (plan.killAtLine !== undefined && line.trimStart().startsWith(plan.killAtLine)) die();
  },
});
process.stdout.write(`${JSON.stringify(done)}\n`);
process.exit(0);
