// `jhalak doctor`: looks at everything a cell stands on and changes nothing.

import { ffmpegTranscoder } from '@jhalak/ffmpeg';
import { systemClock } from '@jhalak/kernel';
import type { Transcripts } from '@jhalak/ports';
import type { Command } from '../command.ts';
import { databaseFindings } from '../doctor/database-findings.ts';
import { drillFindings } from '../doctor/drill-findings.ts';
import { engineFindings } from '../doctor/engine-findings.ts';
import { ok, reportLines, type Finding } from '../doctor/finding.ts';
import { homeFindings } from '../doctor/home-findings.ts';
import { machineFacts, machineFindings } from '../doctor/machine-findings.ts';
import { servingFindings } from '../doctor/serving-findings.ts';
import { settingsFindings } from '../doctor/settings-findings.ts';
import type { LoadedSettings, Settings } from '../settings.ts';
import { noTranscripts } from '../wiring/no-transcripts.ts';
import { VERSION } from '../version.ts';

export const doctor: Command = {
  name: 'doctor',
  usage: 'doctor',
  summary: 'look at machine, database, keys, engine and settings; each finding with its mend',
  async run(context) {
    const findings = await examine(context);
    const coloured = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
    context.say(`jhalak ${VERSION}`);
    for (const line of reportLines(findings, coloured ? 'coloured' : 'plain')) context.say(line);
    return findings.some((finding) => finding.state === 'problem') ? 1 : 0;
  },
};

/** @returns what was found, in the order in which things stand on each other. */
async function examine(loaded: LoadedSettings): Promise<Finding[]> {
  const { settings } = loaded;
  return [
    ...machineFindings(machineFacts()),
    ...(await homeFindings(settings.home)),
    ...settingsFindings(loaded),
    ...(await databaseFindings(settings)),
    ...(await drillFindings(settings, systemClock.nowMs())),
    ...(await engine(settings)),
    await speech(noTranscripts),
    ...(await servingFindings(settings)),
  ];
}

async function speech(transcripts: Transcripts): Promise<Finding> {
  const { engine: name, ready } = await transcripts.capabilities();
  return ok(
    'speech to text',
    ready ? name : 'not installed: subtitles are what creators write or bring as WebVTT or SRT',
  );
}

async function engine(settings: Settings): Promise<Finding[]> {
  if (!settings.roles.includes('media'))
    return [ok('engine', 'not needed: JHALAK_ROLES is without media')];
  return engineFindings(await ffmpegTranscoder().capabilities());
}
