// Run inside a namespace: a PostgreSQL of its own for the cell whose roles run as different users, on the namespace's
// loopback as an operator's server would be. Prints its URL; ends when its input does.

import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { silentLogger } from '@jhalak/kernel';
import { openDatabase } from '@jhalak/postgres';
import { startEmbeddedPostgres } from '@jhalak/postgres/embedded';

const PORT = 5_432;
const folder = process.argv[2] ?? '';
const server = await startEmbeddedPostgres({
  dataFolder: join(folder, 'pg'),
  homeFolder: folder,
  log: silentLogger,
});
const admin = openDatabase({ url: server.adminUrl, poolMax: 1 });
await admin.pool.query('CREATE DATABASE jhalak');
await admin.close();

// The server itself listens on a socket that only its own user reaches.
const [, user = '', socket = ''] =
  /^postgresql:\/\/([^@]+)@.*host=(\S+)/.exec(server.databaseUrl('jhalak')) ?? [];
const path = join(decodeURIComponent(socket), `.s.PGSQL.${PORT}`);
const relay = createServer((client) => {
  const inside = connect(path);
  for (const one of [client, inside])
    one.on('error', () => [client, inside].map((end) => end.destroy()));
  client.pipe(inside).pipe(client);
});
relay.listen(PORT, '127.0.0.1', () => {
  process.stdout.write(`postgresql://${user}@127.0.0.1:${PORT}/jhalak\n`);
});
process.stdin.resume();
process.stdin.once('end', () => {
  relay.close();
  void server.stop('immediate').then(() => process.exit());
});
