// The scene in which people are told who will run the operation, and choose: under the order too, with or without an account.

import { setTimeout as wait } from 'node:timers/promises';
import type { HandoverNotice } from '@jhalak/contracts/handover-notice';
import { noticeRead } from '@jhalak/contracts/consent-notice';
import type { ChoiceCounts } from '@jhalak/handover';
import { handover } from '../commands/handover.ts';
import type { Sale } from './sale.ts';

/** People of a story choose in seconds; a deal whose policy says nothing leaves them thirty days. */
const CHOOSING_MS = 15_000;
const DAY_MS = 86_400_000;

/** @returns the token of somebody who objects, and is erased before anything goes. */
export async function tellPeople(sale: Sale): Promise<string> {
  const { told, seller, deal, options } = sale;
  told.scene('People are told, and choose');
  told.tell(
    'Who will run it, from when, and until when everybody may choose: thirty days, seconds in this story. The order stays in force meanwhile; this page is open all the same.',
  );
  const { token } = await seller.cell(
    async (cell) =>
      await cell.accounts.createViewer({
        ...{ languages: ['hi'], genres: ['music'], ageBand: '18plus' },
        consent: {
          ...{ personalisation: true, lock: false, ads: false },
          ...noticeRead('en'),
        },
      }),
  );
  const untilMs = Date.now() + CHOOSING_MS;
  const time = (ms: number): string => new Date(ms).toISOString();
  const dates = ['--until', time(untilMs), '--begins', time(untilMs + DAY_MS)];
  told.command('handover notice DEAL --seat "Pune, India" --until TIME --begins TIME');
  await seller.run(handover, 'notice', deal, '--seat', 'Pune, India', ...dates);
  const { notice } = await seller.ask('GET', '/v1/handover/notice');
  const { owner } = notice as HandoverNotice;
  told.fact('everybody reads', `${owner.name}, ${owner.seat}`);
  const [first] = sale.people;
  const path = '/v1/me/handover-choice';
  await seller.ask('PUT', path, first?.token, { choice: 'export' });
  told.fact(first?.handle ?? '', 'goes along, and takes an archive');
  await seller.ask('PUT', path, token, { choice: 'object' });
  told.fact('somebody without name', 'objects: does not want to go to this owner');
  await sale.mustRefuse('a cut-over while people choose', () => sale.cutOver());
  const { choices } = await seller.json<{ choices: ChoiceCounts }>(handover, 'notice', deal);
  told.fact('chosen so far', `${choices.export} with an archive, ${choices.object} objects`);
  await wait(Math.max(0, untilMs - Date.now()), undefined, { signal: options.signal });
  return token;
}

/** After the cut-over: whoever objected is not there any more, neither here nor in what goes. */
export async function tellWhoLeft({ told, seller }: Sale, token: string): Promise<void> {
  const { status } = await seller.api('GET', '/v1/me/handover-choice', token);
  told.fact('who objected', `erased before the freeze, with a proof (${status}); not moved`);
  if (status !== 401) throw new Error('whoever objected is still there');
}
