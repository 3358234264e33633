// A whole cell with people who may decide on cards.

import assert from 'node:assert/strict';
import type { DeskCard, DeskCardPage, DeskCardRecord, LockReport } from '@jhalak/contracts/cards';
import { startCell, type StartCellOptions, type TestCell, type TestPerson } from '@jhalak/testing';

export interface CardsCell extends TestCell {
  editor: TestPerson;
  operator: TestPerson;
  creator: TestPerson;
  /** Cards in a state, as the desk sees them, the newest first. */
  queue(state?: DeskCard['state']): Promise<DeskCard[]>;
  record(cardId: string): Promise<DeskCardRecord>;
  /** Carries out an act. @returns the status and the card, or the problem. */
  act(
    cardId: string,
    body: object,
  ): Promise<{ status: number; body: DeskCard & { code?: string } }>;
  /** A brand of the operator's making. @returns its key for the `Jhalak-Brand` header. */
  brand(organisation: string): Promise<string>;
  /** What was delivered and shown, summed over all days, of one brand ('' for none). */
  sums(brandId?: string): Promise<Record<string, number>>;
  /** Approves what a creator publishes from now on. */
  trust(personId: string): Promise<void>;
}

export async function startCardsCell(options: StartCellOptions = {}): Promise<CardsCell> {
  const cell = await startCell(options);
  const [editor, operator, creator] = await Promise.all([
    cell.account('desk_editor'),
    cell.account('house_operator'),
    cell.account('clip_maker'),
  ]);
  const { accounts } = cell.cell;
  await accounts.grantRole({ personId: editor.personId, role: 'editor' });
  await accounts.grantRole({ personId: operator.personId, role: 'operator' });
  return {
    ...cell,
    editor,
    operator,
    creator,
    async queue(state = 'proposed') {
      const path = `/v1/desk/cards?state=${state}&limit=100`;
      const reply = await cell.api<DeskCardPage>('GET', path, { token: editor.token });
      assert.equal(reply.status, 200, JSON.stringify(reply.body));
      return reply.body.items;
    },
    async record(cardId) {
      const path = `/v1/desk/cards/${cardId}`;
      return (await cell.api<DeskCardRecord>('GET', path, { token: editor.token })).body;
    },
    act: async (cardId, body) =>
      await cell.api('POST', `/v1/desk/cards/${cardId}/acts`, { token: editor.token, body }),
    async brand(organisation) {
      const own = { token: operator.token };
      const made = await cell.api<{ code?: string }>('POST', '/v1/partner/brands', {
        ...own,
        body: { organisation, name: organisation, languages: ['hi'] },
      });
      assert.equal(made.status, 201, JSON.stringify(made.body));
      const key = await cell.api<{ secret: string }>(
        'POST',
        `/v1/partner/brands/${organisation}/keys`,
        { ...own, body: { label: 'test' } },
      );
      assert.equal(key.status, 201, JSON.stringify(key.body));
      return key.body.secret;
    },
    async sums(brandId = '') {
      await cell.drain();
      const report = await cell.api<LockReport>('GET', '/v1/desk/lock/report?days=100', {
        token: operator.token,
      });
      const sums: Record<string, number> = {};
      for (const row of report.body.days.filter((one) => one.brand === brandId)) {
        for (const [name, value] of Object.entries(row))
          if (typeof value === 'number') sums[name] = (sums[name] ?? 0) + value;
      }
      return sums;
    },
    async trust(personId) {
      const reply = await cell.api('POST', '/v1/desk/card-rules', {
        token: operator.token,
        body: {
          kind: 'creator',
          subject: personId,
          note: 'known to the desk',
          untilMs: cell.parts.clock.nowMs() + 30 * 86_400_000,
        },
      });
      assert.equal(reply.status, 201, JSON.stringify(reply.body));
    },
  };
}
