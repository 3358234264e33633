import { gatewaySocket } from '@jhalak/outbound';
import type { Settings } from '../settings.ts';

/** @returns where the gateway of this cell listens. */
export function gatewaySocketOf(settings: Pick<Settings, 'home' | 'gatewaySocket'>): string {
  return settings.gatewaySocket ?? gatewaySocket(settings.home);
}
