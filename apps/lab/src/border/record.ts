// Run beside the cell: reads what the operator is shown of its border. Prints bytes on record and messages delivered.

import type { CellMessage, CrossingList } from '@jhalak/contracts/gateway';

const { url, handle, password } = JSON.parse(process.argv[2] ?? '{}') as Record<string, string>;
const signedIn = await fetch(`${url}/v1/sessions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ handle, password }),
});
const { token } = (await signedIn.json()) as { token: string };

async function read<Body>(path: string): Promise<Body> {
  const reply = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
  if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Body;
}

let bytes = 0;
let cursor = '';
do {
  const page = await read<CrossingList>(`/v1/border/crossings?limit=100${cursor}`);
  bytes += page.items.reduce((sum, item) => sum + item.bytes, 0);
  cursor = page.next === undefined ? '' : `&cursor=${page.next}`;
} while (cursor !== '');
const { items } = await read<{ items: CellMessage[] }>('/v1/border/messages');
const delivered = items.filter(
  ({ state, receipt }) => state === 'delivered' && receipt !== undefined,
);
const received = items.filter(({ state }) => state === 'received');
process.stdout.write(
  `${JSON.stringify({ bytes, delivered: delivered.length + received.length })}\n`,
);
