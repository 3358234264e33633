// A wind-down that is killed right after a phase: `destroyer.fixture.ts HOME DEAL PHASE`.

import { destroyCell, loadSettings } from '@jhalak/jhalak';

const [home = '', dealId = '', phase] = process.argv.slice(2);
const context = {
  ...loadSettings({}, { home, region: 'in' }),
  ...{ words: [], options: {} },
  say: () => undefined,
};
await destroyCell(context, {
  dealId,
  backups: [],
  watch: (reached) => {
    if (reached === phase) process.kill(process.pid, 'SIGKILL');
  },
});
