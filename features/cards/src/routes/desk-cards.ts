// The editor's desk: the queue, one card with its record, acts, cards of the desk's own.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import {
  CardActBody,
  DeskCard,
  DeskCardBody,
  DeskCardPage,
  DeskCardQuery,
  DeskCardRecord,
} from '@jhalak/contracts/cards';
import { IdParams } from '@jhalak/contracts/fields';
import { assert, isUuid } from '@jhalak/kernel';
import type { Database } from '@jhalak/ports';
import { onlookerOf } from '@jhalak/videos';
import type { Visibility } from '@jhalak/visibility';
import type { CardStore } from '../card-store.ts';
import { cardUnknown, type Desk } from '../desk.ts';
import { deskCardsOf, type DeskViewDeps } from '../desk-view.ts';
import type { Card } from '../types.ts';

export interface DeskRoutesDeps extends DeskViewDeps {
  database: Database;
  visibility: Visibility;
  store: CardStore;
  desk: Desk;
}

const LIMIT_DEFAULT = 20;
const shared = { tag: 'desk', access: ['editor'], owner: 'staff' } as const;

export function deskCardRoutes(deps: DeskRoutesDeps): Route[] {
  return [listCards(deps), getCard(deps), actOnCard(deps), writeCard(deps)];
}

function listCards(deps: DeskRoutesDeps): Route {
  const { database, store, visibility } = deps;
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/cards',
    name: 'listDeskCards',
    summary: 'Cards in one state, the newest first; `proposed` is the review queue',
    query: DeskCardQuery,
    replies: { 200: DeskCardPage },
    async handle({ query, caller }) {
      const limit = query.limit ?? LIMIT_DEFAULT;
      if (query.cursor !== undefined && !isUuid(query.cursor))
        throw problem('cursor.invalid', 'This cursor is not ours. Start again without one.');
      const cards = await store.page(database, {
        state: query.state ?? 'proposed',
        kind: query.kind,
        language: query.language,
        before: query.cursor,
        limit,
      });
      const onlooker = onlookerOf(caller);
      const shown = cards.filter(
        (card) => visibility.checkCard('cards.desk', card.cardId, onlooker).kind === 'visible',
      );
      return {
        status: 200,
        json: {
          items: await deskCardsOf(deps, shown),
          next: cards.length < limit ? null : (cards.at(-1)?.cardId ?? null),
        },
      };
    },
  });
}

function getCard(deps: DeskRoutesDeps): Route {
  const { database, store, visibility, desk } = deps;
  return defineRoute({
    ...shared,
    method: 'GET',
    path: '/v1/desk/cards/:id',
    name: 'getDeskCard',
    summary: 'One card with everything that was decided on it',
    params: IdParams,
    replies: { 200: DeskCardRecord },
    async handle({ params, caller }) {
      const verdict = await visibility.checkCardFresh('cards.desk', params.id, onlookerOf(caller));
      const [card] = await store.byIds(database, [params.id]);
      if (card === undefined || verdict.kind === 'hidden') throw cardUnknown();
      const json = {
        card: await view(deps, card),
        record: await desk.record(database, params.id),
      };
      return { status: 200, json };
    },
  });
}

function actOnCard(deps: DeskRoutesDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/cards/:id/acts',
    name: 'actOnCard',
    summary: 'Approve, refuse, schedule, embargo, correct or kill a card',
    params: IdParams,
    body: CardActBody,
    replies: { 200: DeskCard },
    async handle({ params, body, caller }) {
      assert(caller, 'the route asks for an editor');
      const card = await deps.desk.act(params.id, caller.personId, body);
      return { status: 200, json: await view(deps, card) };
    },
  });
}

function writeCard(deps: DeskRoutesDeps): Route {
  return defineRoute({
    ...shared,
    method: 'POST',
    path: '/v1/desk/cards',
    name: 'writeDeskCard',
    summary: "A card of the desk's own, approved by whoever writes it",
    body: DeskCardBody,
    replies: { 201: DeskCard },
    async handle({ body, caller }) {
      assert(caller, 'the route asks for an editor');
      const card = await deps.desk.write(caller.personId, body);
      return { status: 201, json: await view(deps, card) };
    },
  });
}

async function view(deps: DeskViewDeps, card: Card): Promise<DeskCard> {
  const [shown] = await deskCardsOf(deps, [card]);
  assert(shown, 'each card has a view');
  return shown;
}
