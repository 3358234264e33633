// Two advertisers, their people, an operator and a reviewer, in a whole cell.

import assert from 'node:assert/strict';
import type { Advertiser, Campaign, Creative, LineItem } from '@jhalak/contracts/ads';
import { startCell, type TestCell, type TestPerson } from '@jhalak/testing';

const DAY_MS = 86_400_000;

interface Reply<Body> {
  status: number;
  body: Body & { code?: string };
}

export interface AdsHouse {
  cell: TestCell;
  /** Of `tea-house`. */
  tea: TestPerson;
  /** Of `rival-shop`. */
  rival: TestPerson;
  operator: TestPerson;
  reviewer: TestPerson;
  call<Body>(who: TestPerson, method: string, path: string, body?: unknown): Promise<Reply<Body>>;
  campaign(who: TestPerson, organisation: string): Promise<Campaign>;
  lineItem(who: TestPerson, campaign: Campaign): Promise<LineItem>;
  creative(who: TestPerson, organisation: string): Promise<Creative>;
}

export const LINE = {
  name: 'Evenings',
  pricing: 'cpm',
  price: 12_000,
  priority: 4,
  pacing: 'even',
  caps: [{ count: 3, hours: 24 }],
  targeting: {
    languages: ['hi'],
    states: ['IN-MH'],
    hours: [{ day: 1, fromHour: 18, toHour: 24 }],
  },
};

export const CARD = {
  kind: 'native',
  title: 'Fresh tea',
  text: 'From the hills, this week.',
  sponsor: 'Tea House',
  button: 'Look',
  url: 'https://tea.example.in/new',
};

/** @param sites that the test plays, as `startCell` takes them. Cost: some 600 ms. Close the cell at the end. */
export async function openAdsHouse(
  sites: ReadonlyMap<string, number> = new Map(),
): Promise<AdsHouse> {
  const cell = await startCell({ sites });
  const { accounts } = cell.cell;
  const tea = await cell.account('tea_owner');
  const rival = await cell.account('rival_owner');
  const operator = await cell.account('ads_operator');
  const reviewer = await cell.account('ads_reviewer');
  await accounts.grantRole({ personId: operator.personId, role: 'operator' });
  await accounts.grantRole({ personId: reviewer.personId, role: 'moderator' });
  const call: AdsHouse['call'] = async (who, method, path, body) =>
    await cell.api(method, `/v1/ads${path}`, {
      token: who.token,
      ...(body === undefined ? {} : { body }),
    });
  for (const [person, organisation] of [
    [tea, 'tea-house'],
    [rival, 'rival-shop'],
  ] as const) {
    const body = { organisation, name: organisation, legalName: `${organisation} Ltd` };
    const made = await call<Advertiser>(person, 'POST', '/advertisers', {
      ...body,
      website: 'https://example.in',
    });
    assert.equal(made.status, 201);
  }
  const made = async <Body>(who: TestPerson, path: string, body: unknown): Promise<Body> => {
    const reply = await call<Body>(who, 'POST', path, body);
    assert.equal(reply.status, 201, JSON.stringify(reply.body));
    return reply.body;
  };
  return {
    ...{ cell, tea, rival, operator, reviewer, call },
    campaign: async (who, organisation) => {
      const startsAtMs = cell.parts.clock.nowMs();
      const dates = { startsAtMs, endsAtMs: startsAtMs + 10 * DAY_MS };
      const body = { name: 'Monsoon', objective: 'reach', budget: 500_000, ...dates };
      return await made(who, `/advertisers/${organisation}/campaigns`, body);
    },
    lineItem: async (who, { organisation, id }) =>
      await made(who, `/advertisers/${organisation}/campaigns/${id}/line-items`, LINE),
    creative: async (who, organisation) => {
      const body = { name: 'Card one', content: CARD };
      return await made(who, `/advertisers/${organisation}/creatives`, body);
    },
  };
}
