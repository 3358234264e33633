// `node tools/lock-client/src/command.ts --origin URL [...]`: a lock screen in a terminal, and the self-test.

import { parseArgs } from 'node:util';
import type { LockCard } from '@jhalak/contracts/lock';
import type { ConformanceBody } from '@jhalak/contracts/partners';
import { selfTest } from './conformance.ts';
import { withDayBudget } from './day-budget.mjs';
import { LockClient, type LockClientOptions } from './lock-client.mjs';
import { memoryStore } from './memory-store.ts';

const USAGE = `node tools/lock-client/src/command.ts --origin URL --language hi [--region in] [--width 360|720]
  [--format avif|webp] [--brand KEY] [--self-test [--client NAME] [--model NAME] [--report]]

Shows the pack of a language as a phone would, after saying yes and before saying no again.
--self-test tries every check of the conformance list; --report sends the result (needs --brand).
The key can also come from the environment: JHALAK_BRAND.`;

const { values } = parseArgs({
  options: {
    origin: { type: 'string' },
    region: { type: 'string', default: 'in' },
    language: { type: 'string', default: 'hi' },
    width: { type: 'string', default: '720' },
    format: { type: 'string', default: 'avif' },
    brand: { type: 'string', default: process.env['JHALAK_BRAND'] ?? '' },
    client: { type: 'string', default: 'reference client 1' },
    model: { type: 'string' },
    'self-test': { type: 'boolean', default: false },
    report: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

async function run(): Promise<number> {
  if (values.help || values.origin === undefined) {
    console.log(USAGE);
    return values.help ? 0 : 2;
  }
  const { brand } = values;
  const cell: Omit<LockClientOptions, 'store'> = {
    origin: new URL(values.origin).origin,
    region: values.region,
    language: values.language,
    width: values.width === '360' ? 360 : 720,
    format: values.format === 'webp' ? 'webp' : 'avif',
    ...(brand === '' ? {} : { brand }),
    fetch: withDayBudget(fetch, { store: memoryStore() }),
  };
  return values['self-test'] ? await test(cell) : await look(cell);
}

async function look(cell: Omit<LockClientOptions, 'store'>): Promise<number> {
  const client = new LockClient({ ...cell, store: memoryStore() });
  if (!(await client.yes({ version: 'terminal', language: 'en' }))) {
    console.log('No receipt came: without one nothing is shown. Does the cell answer?');
    return 1;
  }
  const { kill, pack, files } = await client.sync();
  console.log(`kill list ${kill} · pack ${pack} · ${files} pictures\n`);
  const { cards, dark } = await client.show();
  if (cards === undefined) console.log(`Dark: ${dark}. A phone shows its neutral card.`);
  for (const card of cards ?? []) console.log(cardText(card));
  await client.off();
  return cards === undefined ? 1 : 0;
}

function cardText(card: LockCard): string {
  const { story } = card;
  const known =
    story === undefined
      ? ''
      : `${story.reports} reports, ${story.origins} origin${story.origins === 1 ? '' : 's'}${story.confirmed ? '' : ', unconfirmed'}`;
  const picture = card.picture === undefined ? 'no picture' : `${card.picture.file.bytes} bytes`;
  const lines = [
    `▌ ${card.headline}`,
    card.summary,
    [card.genre, card.ai === undefined ? '' : `AI: ${card.ai}`, known, picture]
      .filter((part) => part !== '')
      .join(' · '),
    card.attribution.join(' · '),
    `${card.reason.text} → ${card.open}`,
  ];
  return `${lines.filter((line) => line !== '').join('\n  ')}\n`;
}

async function test(cell: Omit<LockClientOptions, 'store'>): Promise<number> {
  const { client, model } = values;
  const report = await selfTest({ ...cell, client, ...(model === undefined ? {} : { model }) });
  for (const { check, passed, detail } of report.checks)
    console.log(`${passed ? '✓' : '✗'} ${check}${detail === undefined ? '' : `: ${detail}`}`);
  if (values.report) await send(cell, report);
  return report.checks.every(({ passed }) => passed) ? 0 : 1;
}

async function send(
  { origin, brand }: Pick<LockClientOptions, 'origin' | 'brand'>,
  report: ConformanceBody,
): Promise<void> {
  const reply = await fetch(`${origin}/lock/v1/conformance`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'jhalak-brand': brand ?? '' },
    body: JSON.stringify(report),
  });
  console.log(reply.ok ? 'The report is on the partner page.' : `Not taken: ${await reply.text()}`);
}

process.exitCode = await run();
