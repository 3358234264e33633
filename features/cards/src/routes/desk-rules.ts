// Whose cards are approved without a look. The operator answers for these, not the desk.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import { CardRule, CardRuleBody, CardRuleList } from '@jhalak/contracts/cards';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, cleanText, DAY_MS, type Clock } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { RULES_MAX, type CardRules } from '../rules.ts';

export interface RuleRoutesDeps {
  database: Database;
  clock: Clock;
  rules: CardRules;
}

/** A rule is looked at again at least once a year. */
const RULE_LIFE_MAX_MS = 366 * DAY_MS;
const shared = { tag: 'desk', access: ['operator'], owner: 'staff' } as const;

export function ruleRoutes(deps: RuleRoutesDeps): Route[] {
  return [listRules(deps), addRule(deps), endRule(deps)];
}

function listRules({ database, rules }: RuleRoutesDeps): Route {
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/card-rules',
    name: 'listCardRules',
    summary: 'Whose cards are approved without a look, the newest rule first',
    replies: { 200: CardRuleList },
    async handle() {
      return { status: 200, json: { items: await rules.inForce(database) } };
    },
  });
}

function addRule({ database, clock, rules }: RuleRoutesDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/card-rules',
    name: 'addCardRule',
    summary:
      'Approve the cards of a publisher, a creator or the sample world without a look, until a date',
    body: CardRuleBody,
    replies: { 201: CardRule },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an operator');
      checkRule(body, clock.nowMs());
      if ((await rules.inForce(database)).length >= RULES_MAX)
        throw problem('card.rule_invalid', `More than ${RULES_MAX} rules are no review any more.`);
      const rule = await database.transaction(
        async (tx) =>
          await rules.add(tx, {
            ...body,
            note: cleanText(body.note),
            author: caller.handle ?? caller.personId,
            authorId: caller.personId,
          }),
      );
      return { status: 201, json: rule };
    },
  });
}

function checkRule(body: CardRuleBody, nowMs: number): void {
  if ((body.subject === undefined) !== (body.kind === 'samples'))
    throw problem('card.rule_invalid', 'Name the publisher or the creator; samples have none.');
  if (body.untilMs <= nowMs || body.untilMs > nowMs + RULE_LIFE_MAX_MS)
    throw problem('card.rule_invalid', 'A rule ends later than now and within a year.');
}

function endRule({ database, rules }: RuleRoutesDeps): Route {
  return defineRoute({
    ...shared,
    method: 'DELETE',
    path: '/v1/desk/card-rules/:id',
    name: 'endCardRule',
    summary: 'End a rule now; cards that it approved stay',
    params: IdParams,
    replies: { 204: null },
    async handle({ params }) {
      const ended = await database.transaction(async (tx) => await rules.end(tx, params.id));
      if (!ended) throw problem('card.rule_not_found', 'No such rule is in force.');
      return { status: 204 };
    },
  });
}
