// Run in the buyer's place: somebody signs in with the password of before, reads a clip of before, and writes. Prints when.

const [url = '', handle = '', password = '', videoId = ''] = process.argv.slice(2);

const session = await ask('POST', '/v1/sessions', undefined, { handle, password });
const token = String(session['token']);
await ask('GET', `/v1/videos/${videoId}`, token);
await ask('PATCH', '/v1/profile', token, { bio: 'here again' });
process.stdout.write(`${JSON.stringify({ writtenAtMs: Date.now() })}\n`);

async function ask(
  method: string,
  path: string,
  token?: string,
  body?: object,
): Promise<Record<string, unknown>> {
  const reply = await fetch(`${url}${path}`, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (reply.status >= 300) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as Record<string, unknown>;
}
