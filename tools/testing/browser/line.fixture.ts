// The line between a phone and the program. Chromium slows it; the cut is a real one, because Chromium's own "offline"
// lets a request that is under way finish: connections break, and new ones are refused until the line is mended.

import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import type { CDPSession, Page } from 'playwright-core';

export interface Line {
  /** The program's address through this line. */
  url: string;
  /** What this page sends goes at this rate from now on; answers are not slowed. */
  slow(page: Page, uploadBytesPerS: number): Promise<void>;
  /** Breaks the line, and tells the phone as its radio would. */
  cut(page: Page): Promise<void>;
  /** Brings it back, as slow as it was. */
  mend(page: Page): Promise<void>;
  /** Ends slowness. */
  free(page: Page): Promise<void>;
  close(): Promise<void>;
}

/** A mobile line's way there and back. */
const LATENCY_MS = 60;
/** Chromium's word for no limit. */
const NO_LIMIT = -1;

/** @param target where the program listens, `http://127.0.0.1:PORT`. */
export async function openLine(target: string): Promise<Line> {
  const { hostname, port } = new URL(target);
  const sockets = new Set<Socket>();
  let whole = true;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    // Broken connections are what this is for.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    keep(near);
    if (!whole) {
      near.destroy();
      return;
    }
    const far = connect(Number(port), hostname);
    keep(far);
    near.pipe(far).pipe(near);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const breakAll = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const radios = new Map<Page, { session: CDPSession; rate: number }>();
  const tune = async (page: Page, rate: number): Promise<void> => {
    const session = radios.get(page)?.session ?? (await page.context().newCDPSession(page));
    radios.set(page, { session, rate });
    await session.send('Network.emulateNetworkConditions', {
      offline: false,
      latency: rate === NO_LIMIT ? 0 : LATENCY_MS,
      downloadThroughput: NO_LIMIT,
      uploadThroughput: rate,
    });
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    slow: tune,
    async cut(page) {
      whole = false;
      breakAll();
      await page.context().setOffline(true);
    },
    async mend(page) {
      whole = true;
      await page.context().setOffline(false);
      await tune(page, radios.get(page)?.rate ?? NO_LIMIT);
    },
    free: (page) => tune(page, NO_LIMIT),
    async close() {
      breakAll();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
