// Sends the answers of the first run; without network they are kept and sent when it is back.

import type { Viewer, ViewerBody, ViewerCreated } from '@jhalak/contracts/accounts';
import type { Reply } from '../api/client.ts';
import type { App } from '../shell/app-context.ts';
import { sayFailure } from '../shell/say-failure.ts';

const STORE_KEY = 'jhalak.answers';

/** Closes the first run in every case but a refusal that the person can mend. */
export async function saveAnswers(app: App, answers: ViewerBody): Promise<void> {
  const reply = await send(app, answers);
  if (reply.kind === 'offline') {
    keep(answers);
    app.setViewer({ id: '', roles: [], personal: false, ...answers });
    app.say(app.t('first.offline'));
    addEventListener('online', () => void saveAnswers(app, answers), { once: true });
    return;
  }
  if (reply.kind === 'problem') {
    const { consent, ...rest } = answers;
    // The notice changed while the answer waited for the network: it is asked again.
    if (consent && reply.code.startsWith('consent.notice')) return saveAnswers(app, rest);
    sayFailure(app, reply);
    return;
  }
  forget();
  app.feeds.delete('following:');
  app.setViewer('viewer' in reply.value ? reply.value.viewer : reply.value);
  await app.feeds.get('for-you:')?.restart();
}

/** Sends answers that an earlier page kept. */
export async function sendKeptAnswers(app: App): Promise<void> {
  const kept = read();
  if (kept !== null) await saveAnswers(app, kept);
}

function send(app: App, answers: ViewerBody): Promise<Reply<ViewerCreated | Viewer>> {
  return app.viewer
    ? app.api.send<Viewer>('PATCH', '/v1/viewers/me', answers)
    : app.api.send<ViewerCreated>('POST', '/v1/viewers', answers);
}

function keep(answers: ViewerBody): void {
  try {
    localStorage.setItem(STORE_KEY, JSON.stringify(answers));
  } catch {
    // Without storage the answers live as long as the page.
  }
}

function read(): ViewerBody | null {
  try {
    return JSON.parse(localStorage.getItem(STORE_KEY) ?? 'null') as ViewerBody | null;
  } catch {
    return null;
  }
}

function forget(): void {
  try {
    localStorage.removeItem(STORE_KEY);
  } catch {
    // Nothing was kept then.
  }
}
