// The two taps, from whichever screen.

import type { Viewer } from '@jhalak/contracts/accounts';
import type { App } from '../shell/app-context.ts';
import { beginBackground, endBackground } from './background.ts';
import type { Notice } from './device/consent.ts';
import { takeRound, thisDevice } from './this-device.ts';

/** Yes, below the notice. The cell is asked for its receipt at once; without network later. */
export async function turnOn(app: App, notice: Notice): Promise<void> {
  await (await thisDevice()).sayYes(notice);
  await takeRound({ lit: true });
  await beginBackground();
  await readViewer(app);
}

/** One tap: dark before anything else happens. */
export async function turnOff(app: App): Promise<void> {
  const device = await thisDevice();
  const { consent } = await device.facts();
  await device.sayNo();
  await endBackground();
  if (consent !== 'off') await readViewer(app);
}

/** The answer also stands in the account's own record, which other screens send along when they change something. */
async function readViewer(app: App): Promise<void> {
  if (!app.viewer) return;
  const reply = await app.api.get<Viewer>('/v1/viewers/me');
  if (reply.kind === 'ok') app.setViewer(reply.value);
}
