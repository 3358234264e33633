// Run on the world's side: a publisher's site that tries to lead the cell elsewhere. Prints `host path` for each request.

import { createServer } from 'node:http';
import { EVIL, SITE } from './border-net.ts';

const item = (index: number, link: string, picture: string): string =>
  `<item><title>Report ${index}</title><link>${link}</link><guid>${index}</guid>
  <pubDate>${new Date().toUTCString()}</pubDate>
  <enclosure url="${picture}" type="image/jpeg" length="1000"/>
  <description>${'A plain sentence about the weather in the hills. '.repeat(20)}</description></item>`;

const FEED = `<?xml version="1.0"?><rss version="2.0"><channel><title>Paper</title><link>http://${SITE}/</link>
${item(1, `http://${SITE}/one.html`, `http://${EVIL}/one.jpg`)}
${item(2, `http://${SITE}/elsewhere.html`, 'http://169.254.169.254/latest/meta-data/')}
${item(3, `http://${EVIL}/three.html`, `http://${SITE}/elsewhere.jpg`)}
${item(4, 'http://127.0.0.1:5432/', 'http://[::1]/x.jpg')}
</channel></rss>`;

const server = createServer((request, response) => {
  const path = request.url ?? '/';
  process.stdout.write(`${request.headers.host ?? ''} ${path}\n`);
  if (path === '/feed.xml') {
    response.writeHead(200, { 'content-type': 'application/rss+xml' }).end(FEED);
  } else if (path.startsWith('/elsewhere')) {
    response.writeHead(302, { location: `http://${EVIL}/led-here` }).end();
  } else if (path === '/one.html') {
    const page = `<html><head><meta property="og:image" content="http://${EVIL}/og.jpg"></head><body><article>
      ${'<p>A plain sentence about the weather in the hills and more of it.</p>'.repeat(30)}</article></body></html>`;
    response.writeHead(200, { 'content-type': 'text/html' }).end(page);
  } else response.writeHead(404).end();
});
server.listen(80, '0.0.0.0', () => process.stdout.write('listening\n'));
