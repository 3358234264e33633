// `jhalak drill`: does what would have to be done on the day that this machine is lost, and says whether it would work.

import { untilAskedToStop } from '../backup/stop-signal.ts';
import type { HowFar, Watch } from '../backup/tell.ts';
import { CommandError, type Command } from '../command.ts';
import { keepReport, reportLines } from '../drill/report.ts';
import { runDrill, type DrillOptions } from '../drill/run-drill.ts';

/** Some seconds of comparing. */
const PEOPLE = 200;
const PEOPLE_MAX = 100_000;

/** @param more for tests, which break something on the way. */
export function drillCommand(more: Pick<DrillOptions, 'after'> = {}): Command {
  return {
    name: 'drill',
    usage: 'drill',
    summary:
      'save this cell, restore it into a scratch home, start and compare it, and destroy the scratch; 0: it works',
    options: {
      'people=': `people compared field by field, chosen by chance; default ${PEOPLE}`,
      json: 'print the report as JSON, and progress as JSON on standard error',
    },
    async run({ options, say, ...rest }) {
      const people = Number(options['people'] ?? PEOPLE);
      if (!Number.isInteger(people) || people < 0 || people > PEOPLE_MAX)
        throw new CommandError(`--people takes 0 to ${PEOPLE_MAX}.`);
      const isJson = options['json'] !== undefined;
      const context = { ...rest, options: {}, say: isJson ? () => undefined : say };
      const report = await untilAskedToStop(
        async (signal) =>
          await runDrill(
            context,
            { people, seed: new Date().toISOString().slice(0, 10), ...more },
            watchOf(isJson ? undefined : say, signal),
          ),
      );
      const file = await keepReport(rest.settings.home, report);
      if (isJson) say(JSON.stringify(report));
      else for (const line of [...reportLines(report), `  report     ${file}`]) say(line);
      return report.passed ? 0 : 1;
    },
  };
}

export const drill: Command = drillCommand();

function watchOf(say: ((line: string) => void) | undefined, signal: AbortSignal): Watch {
  if (say !== undefined) return { say: (line) => say(line), signal };
  const asJson = (line: string, far?: HowFar): void =>
    void process.stderr.write(`${JSON.stringify({ line: line.trim(), ...far })}\n`);
  return { say: asJson, signal };
}
