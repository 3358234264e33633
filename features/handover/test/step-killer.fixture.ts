// One step of a deal, killed at a point: `step-killer.fixture.ts HOME DEAL STEP KEY POINT`.

import { carryOut, type CarryOut } from '@jhalak/jhalak';

const [home = '', dealId = '', step = '', keyFile = '', point = ''] = process.argv.slice(2);
await carryOut({
  env: { JHALAK_HOME: home, JHALAK_REGION: 'in' },
  ...{ dealId, keyFile, step: step as CarryOut['step'], hold: step === 'keys' },
  watch: (_step, reached) => {
    if (reached === point) process.kill(process.pid, 'SIGKILL');
  },
});
