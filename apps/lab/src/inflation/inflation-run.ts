// Lets every script at one house after the other, and says how far each got.

import { InflationHouse } from './house.ts';
import { SCRIPTS, type Outcome } from './scripts.ts';

export interface InflationReport extends Outcome {
  script: string;
  what: string;
  rule: string;
  held: boolean;
}

/**
 * @param size accounts, or repetitions, of each script; a ring's work grows with its square, so it has at most RING_MAX.
 * @returns a report a script. Cost: some 10 ms an account.
 */
export async function inflationRun(
  size: number,
  log: (line: string) => void = () => {},
): Promise<InflationReport[]> {
  const house = await InflationHouse.open();
  try {
    const reports: InflationReport[] = [];
    for (const { name, what, rule, run } of SCRIPTS) {
      const isRing = name.includes('ring') || name === 'sock puppets';
      const outcome = await run(house, isRing ? Math.min(size, RING_MAX) : size);
      const held = outcome.through <= outcome.bound;
      reports.push({ script: name, what, rule, ...outcome, held });
      log(`${name}: ${outcome.through} of ${outcome.attempts}, at most ${outcome.bound}`);
    }
    return reports;
  } finally {
    await house.close();
  }
}

const RING_MAX = 40;
