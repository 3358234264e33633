// RFC 9309, against a real server.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '@jhalak/kernel';
import { HOST, openVisit, OTHER, type Visit } from './site.fixture.ts';

function claim(what: string, body: (visit: Visit) => Promise<void>): void {
  test(what, async () => {
    const visit = await openVisit();
    visit.allow('articles', HOST);
    for (const path of ['/free', '/private/a', '/private/open', '/search?q=x']) {
      visit.site.put(path, 'text/html', Buffer.from('<p>'));
    }
    try {
      await body(visit);
    } finally {
      await visit.close();
    }
  });
}

const rules = (visit: Visit, text: string): void =>
  visit.site.put('/robots.txt', 'text/plain', Buffer.from(text));

async function told(visit: Visit, path: string): Promise<string> {
  const reply = await visit.outbound.fetch({
    destination: 'articles',
    url: `http://${HOST}${path}`,
  });
  return reply.kind === 'refused' ? reply.reason : reply.kind;
}

const askedRules = (visit: Visit): number =>
  visit.site.asked.filter((line) => line === `${HOST} /robots.txt`).length;

claim('the longest rule wins, and a page that is forbidden is not asked for', async (visit) => {
  rules(visit, 'User-agent: *\nDisallow: /private/\nAllow: /private/open\nDisallow: /search?\n');
  assert.equal(await told(visit, '/free'), 'ok');
  assert.equal(await told(visit, '/private/a'), 'robots');
  assert.equal(await told(visit, '/private/open'), 'ok');
  assert.equal(await told(visit, '/search?q=x'), 'robots');
  assert.ok(!visit.site.asked.includes(`${HOST} /private/a`));
});

claim('rules for us by name replace those for everybody', async (visit) => {
  rules(
    visit,
    'User-agent: *\nDisallow: /\n\nUser-agent: other\nuser-agent: JHALAK\nDisallow: /private/\n',
  );
  assert.equal(await told(visit, '/free'), 'ok');
  assert.equal(await told(visit, '/private/a'), 'robots');
});

claim('no rules mean no bounds', async (visit) => {
  assert.equal(await told(visit, '/private/a'), 'ok');
});

claim('a server in trouble forbids everything until it answers', async (visit) => {
  for (const status of [500, 503, 429]) {
    visit.site.answer('/robots.txt', (_request, response) => response.writeHead(status).end());
    assert.equal(await told(visit, '/free'), 'retry_later', `${status}`);
    visit.clock.advance(11 * MINUTE_MS);
  }
  rules(visit, '');
  assert.equal(await told(visit, '/free'), 'ok');
});

claim('the rules are asked for once a day, also by many at once', async (visit) => {
  rules(visit, 'User-agent: *\nDisallow: /private/\n');
  await Promise.all(['/free', '/private/a', '/private/open'].map((path) => told(visit, path)));
  visit.clock.advance(23 * HOUR_MS);
  await told(visit, '/free');
  assert.equal(askedRules(visit), 1);
  rules(visit, 'User-agent: *\nDisallow: /\n');
  visit.clock.advance(2 * HOUR_MS);
  assert.equal(await told(visit, '/free'), 'robots');
  assert.equal(askedRules(visit), 2);
});

claim('rules that moved are followed within the list, and nowhere else', async (visit) => {
  visit.site.answer('/robots.txt', (request, response) => {
    const location = request.headers.host === HOST ? `http://${OTHER}/robots.txt` : '/rules';
    response.writeHead(301, { location }).end();
  });
  visit.site.put('/rules', 'text/plain', Buffer.from('User-agent: *\nDisallow: /private/\n'));
  assert.equal(await told(visit, '/free'), 'retry_later');
  visit.allow('articles', OTHER);
  visit.clock.advance(11 * MINUTE_MS);
  assert.equal(await told(visit, '/free'), 'ok');
  assert.equal(await told(visit, '/private/a'), 'robots');
});

claim('rules without end are read as far as the bound', async (visit) => {
  const filler = `# ${'x'.repeat(98)}\n`.repeat(50_000);
  rules(visit, `User-agent: *\nDisallow: /private/\n${filler}Disallow: /free\n`);
  assert.equal(await told(visit, '/private/a'), 'robots');
  assert.equal(await told(visit, '/free'), 'ok');
});
