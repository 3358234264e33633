// Region and settings: what was chosen, and choices that do not go together.

import type { LoadedSettings } from '../settings.ts';
import { ok, warning, type Finding } from './finding.ts';

export function settingsFindings({ settings, rows }: LoadedSettings): Finding[] {
  const chosen = rows.filter((row) => row.source !== 'default').map((row) => row.name);
  const what = chosen.length === 0 ? 'all as they come' : `set: ${chosen.join(', ')}`;
  return [
    ok('region', settings.region),
    ok('settings', what),
    textMessages(settings.smsProcessor),
    ...proxy(settings.publicUrl, settings.trustProxy),
  ];
}

function textMessages(processor: string | undefined): Finding {
  if (processor !== undefined) return ok('text messages', `by ${processor}, under its policy`);
  return warning(
    'text messages',
    'TEST provider: no phone gets a code, operators read them at /staff',
    'Right for trying out. With real people set SMS_PROCESSOR and write its policy: docs/operations/sign-in.md.',
  );
}

function proxy(publicUrl: string | undefined, trustProxy: boolean): Finding[] {
  if (publicUrl === undefined) return [];
  if (publicUrl.startsWith('http:') && !/^http:\/\/(localhost|127\.)/.test(publicUrl)) {
    return [
      warning(
        'PUBLIC_URL',
        `${publicUrl} is not encrypted`,
        'Put a proxy with TLS before Jhalak and use https: browsers refuse camera and installing without it.',
      ),
    ];
  }
  if (trustProxy) return [ok('PUBLIC_URL', publicUrl)];
  return [
    warning(
      'PUBLIC_URL',
      `${publicUrl}, and TRUST_PROXY is no`,
      'Set TRUST_PROXY=yes when a proxy stands before Jhalak: else everybody shares one rate limit.',
    ),
  ];
}
