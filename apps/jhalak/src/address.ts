import type { Settings } from './settings.ts';

/** @returns where other cells reach this one; without PUBLIC_URL only those on this machine do. */
export function addressOf(settings: Pick<Settings, 'publicUrl' | 'host' | 'port'>): string {
  if (settings.publicUrl !== undefined) return new URL(settings.publicUrl).origin;
  const host = settings.host === '0.0.0.0' || settings.host === '::' ? '127.0.0.1' : settings.host;
  return `http://${host.includes(':') ? `[${host}]` : host}:${settings.port}`;
}
