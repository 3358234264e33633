// Other cells: the directory, what was said to them and by them, and the door at which they knock.

import { defineRoute, problem, type Route } from '@jhalak/contracts';
import {
  CELL_ENVELOPE_BYTES_MAX,
  CellCard,
  CellDirectory,
  CellEnvelope,
  CellMessageList,
  CellReceipt,
  KnownCellParams,
} from '@jhalak/contracts/gateway';
import type { Directory } from '../directory.ts';
import type { Inbox } from '../inbox.ts';
import { CELL_MESSAGES_PATH } from '../sender.ts';
import { BORDER_READERS } from './readers.ts';

/** A cell that was cut off for a year sends what waited; a loop gone wild does more. */
const MESSAGES_PER_MINUTE = 120;

const ours = { tag: 'border', owner: 'staff' } as const;

export function cellRoutes(directory: Directory, inbox: Inbox): Route[] {
  return [list(directory), meet(directory), part(directory), messages(inbox), receive(inbox)];
}

function list(directory: Directory): Route {
  return defineRoute({
    ...ours,
    method: 'GET',
    path: '/v1/border/cells',
    name: 'listCells',
    summary: "This cell's card, and the cells that it knows",
    access: BORDER_READERS,
    replies: { 200: CellDirectory },
    handle: async () => ({
      status: 200,
      json: { self: await directory.card(), items: await directory.shown() },
    }),
  });
}

function meet(directory: Directory): Route {
  return defineRoute({
    ...ours,
    method: 'POST',
    path: '/v1/border/cells',
    name: 'meetCell',
    summary: "Take in another cell's card; compare its key with its operator by another way first",
    access: ['operator'],
    body: CellCard,
    replies: { 201: CellCard },
    handle: async ({ body }) => ({ status: 201, json: await directory.meet(body) }),
  });
}

function part(directory: Directory): Route {
  return defineRoute({
    ...ours,
    method: 'DELETE',
    path: '/v1/border/cells/:cell',
    name: 'partFromCell',
    summary: 'Forget a cell: nothing goes to it or is taken from it any more',
    access: ['operator'],
    params: KnownCellParams,
    replies: { 204: null },
    async handle({ params }) {
      if (!(await directory.part(params.cell)))
        throw problem('cell.not_found', 'There is no such cell in the directory.');
      return { status: 204 };
    },
  });
}

function messages(inbox: Inbox): Route {
  return defineRoute({
    ...ours,
    method: 'GET',
    path: '/v1/border/messages',
    name: 'listCellMessages',
    summary: 'What was sent to other cells and what came from them, the newest first',
    access: BORDER_READERS,
    replies: { 200: CellMessageList },
    handle: async () => ({ status: 200, json: { items: await inbox.shown() } }),
  });
}

function receive(inbox: Inbox): Route {
  return defineRoute({
    method: 'POST',
    path: CELL_MESSAGES_PATH,
    name: 'receiveCellMessage',
    summary: 'A message from a cell that is known here; its signature is the key',
    tag: 'border',
    access: 'anyone',
    owner: 'public',
    body: CellEnvelope,
    bodyLimitBytes: CELL_ENVELOPE_BYTES_MAX,
    ratePerMinute: MESSAGES_PER_MINUTE,
    replies: { 200: CellReceipt },
    handle: async ({ body }) => ({ status: 200, json: await inbox.receive(body) }),
  });
}
