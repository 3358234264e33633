// What stands in the place of a cell that is held: a page that says so, and nothing else. It opens no database and has no key.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Held } from './held.ts';

const TEXTS = {
  en: [
    'Jhalak is sealed and held',
    'An authority holds this service. Nothing is shown, changed or erased until it is released; what is yours stays as it is.',
  ],
  hi: [
    'Jhalak मुहरबंद है',
    'एक प्राधिकरण ने यह सेवा रोक रखी है। छोड़े जाने तक कुछ दिखाया, बदला या मिटाया नहीं जाता; जो आपका है वह वैसा ही रहता है।',
  ],
  ta: [
    'Jhalak முத்திரையிடப்பட்டுள்ளது',
    'ஓர் அதிகாரம் இச்சேவையை நிறுத்தி வைத்துள்ளது. விடுவிக்கும் வரை எதுவும் காட்டப்படாது, மாறாது, அழியாது; உங்களுடையது அப்படியே இருக்கும்.',
  ],
  te: [
    'Jhalak ముద్రించి నిలిపారు',
    'ఒక అధికారం ఈ సేవను నిలిపి ఉంచింది. విడుదల వరకు ఏదీ చూపబడదు, మారదు, చెరిగిపోదు; మీది అలాగే ఉంటుంది.',
  ],
  id: [
    'Jhalak disegel dan ditahan',
    'Sebuah otoritas menahan layanan ini. Tak ada yang ditampilkan, diubah, atau dihapus sampai dilepas; milik Anda tetap seperti adanya.',
  ],
} as const;
type Language = keyof typeof TEXTS;

// As the web app looks, in one file: nothing else is served from which it could come.
const STYLE = [
  'body{margin:0;min-height:100dvh;display:grid;place-content:center;justify-items:center;gap:12px;padding:32px 24px;box-sizing:border-box;background:#120c18;color:#fff4e6;font:17px/1.5 system-ui,"Noto Sans","Noto Sans Devanagari","Noto Sans Tamil","Noto Sans Telugu",sans-serif;text-align:center}',
  'svg{width:52px;height:52px;margin-bottom:8px}h1{font-size:clamp(18px,5.6vw,22px);font-weight:700;line-height:1.35;margin:0;overflow-wrap:anywhere}p{margin:0;max-width:34ch;color:#bcaec9}',
  '@media(prefers-color-scheme:light){body{background:#fff4e6;color:#120c18}p{color:#5d4a6b}}',
].join('');
const LOGO =
  '<svg viewBox="0 0 48 48" aria-hidden="true"><path fill="#ff6b2c" d="M14 0h20a14 14 0 0 1 14 14v20a14 14 0 0 1-14 14H3a3 3 0 0 1-3-3V14A14 14 0 0 1 14 0z"/><path fill="#fff4e6" d="M8.5 24S14 13.5 24 13.5 39.5 24 39.5 24 34 34.5 24 34.5 8.5 24 8.5 24z"/><path fill="#120c18" d="M24 16.5c.8 4.2 3.3 6.7 7.5 7.5-4.2.8-6.7 3.3-7.5 7.5-.8-4.2-3.3-6.7-7.5-7.5 4.2-.8 6.7-3.3 7.5-7.5z"/></svg>';

/** Starts it. @returns the server, listening. */
export async function startHeldServer(held: Held, port: number, host: string): Promise<Server> {
  const server = createServer((request, response) => answer(held, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
}

function answer({ sinceMs }: Held, request: IncomingMessage, response: ServerResponse): void {
  const path = request.url ?? '/';
  response.setHeader('cache-control', 'no-store');
  response.setHeader('x-content-type-options', 'nosniff');
  if (path === '/v1/health') {
    const standing = { state: 'frozen', why: 'hold', sinceMs };
    response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify({ ok: true, standing }));
    return;
  }
  if (/^\/(v1|lock|media|assets|log)\//.test(path)) {
    response.writeHead(503, { 'content-type': 'application/problem+json; charset=utf-8' });
    const detail = TEXTS.en[1];
    const told = {
      type: 'about:blank',
      title: 'cell.held',
      status: 503,
      code: 'cell.held',
      detail,
    };
    response.end(JSON.stringify(told));
    return;
  }
  const language = languageOf(request.headers['accept-language'] ?? '');
  const [title, text] = TEXTS[language];
  response.writeHead(503, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
  });
  response.end(
    `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head><body>${LOGO}<h1>${title}</h1><p>${text}</p></body></html>`,
  );
}

function languageOf(accepted: string): Language {
  const wanted = accepted.split(',').map((one) => one.trim().slice(0, 2).toLowerCase());
  const known = Object.keys(TEXTS) as Language[];
  return known.find((one) => one === wanted.find((name) => name in TEXTS)) ?? 'en';
}
