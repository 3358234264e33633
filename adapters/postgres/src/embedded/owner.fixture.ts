// Run as a process of its own by the tests: owns a server, writes rows for ever and says each number only
// after its commit was acknowledged. Arguments: the data folder, the first number.

import { silentLogger } from '@jhalak/kernel';
import pg from 'pg';

import { startEmbeddedPostgres } from './launcher.ts';

const [dataFolder = '', first = '1'] = process.argv.slice(2);
const server = await startEmbeddedPostgres({ dataFolder, log: silentLogger });
const client = new pg.Client({ connectionString: server.adminUrl });
// The server may stop before this process does; the test decides what that means.
client.on('error', () => process.exit(3));
await client.connect();
await client.query('create table if not exists acknowledged (n integer primary key)');
process.stdout.write(`pid ${server.pid}\n`);
/** The test kills this process long before. */
const LAST = 1_000_000;
for (let n = Number(first); n < LAST; n += 1) {
  await client.query('insert into acknowledged values ($1)', [n]);
  process.stdout.write(`${n}\n`);
}
