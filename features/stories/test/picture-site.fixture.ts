// A server on this machine that gives one picture, whoever is asked for it.

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drawPng } from '@jhalak/ports/conformance';

export interface PictureSite {
  port: number;
  close(): Promise<void>;
}

export async function openPictureSite(): Promise<PictureSite> {
  const picture = drawPng(900, 1_600, (x, y) => [x % 256, y % 256, 99]);
  const server = createServer((request, response) => {
    if (request.url === '/picture.png')
      response.writeHead(200, { 'content-type': 'image/png' }).end(picture);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
