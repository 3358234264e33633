// The limit to compare with: node:http sending the same bytes, prepared once. Asked for its CPU like the cell server.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const body = Buffer.alloc(Number(process.argv[2] ?? 8_000), 'x');
const server = createServer((_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length });
  response.end(body);
});
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo;
  process.send?.({ kind: 'ready', url: `http://127.0.0.1:${port}`, postgresPid: 0 });
});
process.on('message', (message) => {
  if (message === 'cpu') process.send?.({ kind: 'cpu', ...process.cpuUsage() });
  if (message === 'stop') {
    server.close();
    server.closeAllConnections();
    process.disconnect();
  }
});
