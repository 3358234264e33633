// What an auction costs at least: a bare node:http server that asks the same four seats and makes one durable insert, and then
// answers. Given the seats' ports and the database's address.

import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openDatabase } from '@jhalak/postgres';

const { ports, databaseUrl } = JSON.parse(process.argv[2] ?? '{}') as {
  ports: number[];
  databaseUrl: string;
};
const database = openDatabase({ url: databaseUrl, poolMax: 16 });
await database.pool.query(
  'CREATE TABLE IF NOT EXISTS bare_auctions (id bigint PRIMARY KEY, body text NOT NULL)',
);
await database.pool.query('TRUNCATE bare_auctions');
const agent = new Agent({ keepAlive: true, maxSockets: 256 });
/** As large as what seats are asked in fact. */
const PADDING = 'x'.repeat(700);
let last = 0;

const server = createServer((incoming, reply) => {
  incoming.resume();
  incoming.on('end', () => {
    void auction().then((body) => {
      reply.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
      reply.end(body);
    });
  });
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${port}` });
});
process.on('message', (message) => {
  if (message !== 'stop') return;
  server.close();
  server.closeAllConnections();
  agent.destroy();
  void database.close().then(() => process.disconnect());
});

async function auction(): Promise<string> {
  last += 1;
  const id = last;
  const body = JSON.stringify({ id: String(id), imp: [{ id: '1' }], padding: PADDING });
  const answers = await Promise.all(ports.map(async (port) => await ask(port, body)));
  await database.pool.query({
    name: 'bare',
    text: 'INSERT INTO bare_auctions (id, body) VALUES ($1, $2)',
    values: [id, answers.join('\n')],
  });
  return JSON.stringify({ id, answers: answers.length });
}

async function ask(port: number, body: string): Promise<string> {
  return await new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length };
    const sent = request(
      { port, host: '127.0.0.1', method: 'POST', path: '/bid', headers, agent },
      (reply) => {
        const chunks: Buffer[] = [];
        reply.on('data', (chunk: Buffer) => chunks.push(chunk));
        reply.on('end', () => resolve(Buffer.concat(chunks).toString('utf8')));
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}
