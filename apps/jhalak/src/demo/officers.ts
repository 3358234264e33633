// Legal officers in a story: an order over the whole app is entered by one and released by another, and lifted the same way.

import { user } from '../commands/user.ts';
import type { DemoHome } from './demo-home.ts';

export interface Officer {
  handle: string;
  token: string;
}

interface Approval {
  id: string;
  act: string;
  digest: string;
  mine: boolean;
}

/** Makes an account with a role, as an operator does, and signs in. */
export async function staffMember(home: DemoHome, handle: string, role: string): Promise<Officer> {
  const said = await home.run(user, 'add', handle, '--role', role);
  const password = /password (\S+)/.exec(said)?.[1] ?? '';
  const session = await home.ask('POST', '/v1/sessions', undefined, { handle, password });
  return { handle, token: String(session['token']) };
}

/** Two people close the whole app. @returns the order's id. */
export async function banWholeApp(
  home: DemoHome,
  officers: readonly [Officer, Officer],
): Promise<string> {
  const order = await home.ask('POST', '/v1/orders', officers[0].token, {
    authority: 'Ministry of the region (simulated)',
    law: 's69a',
    reference: 'STORY/1',
    text: 'Close this service to the public (a simulated order).',
    targets: [{ kind: 'app' }],
    ...{ interim: false, emergency: false, confidential: false },
    receivedAtMs: Date.now(),
  });
  const orderId = String(order['id']);
  await approve(home, officers[1], orderId, 'release');
  return orderId;
}

/** Two people lift it. */
export async function liftBan(
  home: DemoHome,
  officers: readonly [Officer, Officer],
  orderId: string,
): Promise<void> {
  const note = 'The operation has a new owner (a simulated decision).';
  await home.ask('POST', `/v1/orders/${orderId}/acts`, officers[0].token, { act: 'revoke', note });
  await approve(home, officers[1], orderId, 'revoke');
}

async function approve(
  home: DemoHome,
  { token }: Officer,
  orderId: string,
  act: string,
): Promise<void> {
  const record = await home.ask('GET', `/v1/orders/${orderId}`, token);
  const { approvals } = record['order'] as { approvals: Approval[] };
  const approval = approvals.find((one) => one.act === act && one.mine);
  if (approval === undefined) throw new Error(`nothing waits for an approval of ${act}`);
  await home.ask('POST', `/v1/orders/${orderId}/approvals/${approval.id}`, token, {
    digest: approval.digest,
  });
}
