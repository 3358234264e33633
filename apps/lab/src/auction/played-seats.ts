// Four outside seats that answer at once, in a process of their own. Every other question gets a bid, at a price that changes.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const SEATS = 4;
/** CPM in rupees; line items of the bench pay 50 to 200. */
const PRICES = { least: 20, most: 220 };

const servers = await Promise.all(
  Array.from({ length: SEATS }, async (_unused, at) => await seat(at)),
);
process.send?.({
  kind: 'ready',
  ports: servers.map((server) => (server.address() as AddressInfo).port),
});
process.on('message', (message) => {
  if (message !== 'stop') return;
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
  process.disconnect();
});

async function seat(at: number): Promise<ReturnType<typeof createServer>> {
  let asked = at;
  const card = JSON.stringify({
    assets: [
      { id: 1, title: { text: `An ad of seat ${at}` } },
      { id: 2, data: { value: 'Some words about it.' } },
      { id: 3, data: { value: `Seat ${at}` } },
    ],
    link: { url: `https://shop${at}.seats.in/` },
  });
  const server = createServer((request, reply) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      asked += 1;
      const id = /"id":"([^"]+)"/.exec(Buffer.concat(chunks).toString('utf8'))?.[1];
      if (asked % 2 === 0 || id === undefined) return void reply.writeHead(204).end();
      const price = PRICES.least + ((asked * 37) % (PRICES.most - PRICES.least));
      const bid = { id: `b${asked}`, impid: '1', price, adm: card, mtype: 4, crid: `c${at}` };
      const seatbid = [{ bid: [{ ...bid, adomain: [`shop${at}.seats.in`] }] }];
      const body = JSON.stringify({ id, cur: 'INR', seatbid });
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      reply.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
