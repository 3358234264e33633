// What a device calls itself, in words: enough to tell one's phone from one's laptop, and nothing that tells people apart. The
// user agent itself is kept nowhere.

import type { Device } from '@jhalak/contracts/accounts';

/** Longer ones are no browser's. */
const AGENT_MAX = 1_000;

/** The first that fits: most browsers claim to be others too. */
const BROWSERS: readonly (readonly [RegExp, string])[] = [
  [/\bEdg(?:e|A|iOS)?\//, 'Edge'],
  [/\b(?:OPR|Opera|OPT)\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bUC(?:Browser|WEB)/, 'UC Browser'],
  [/\b(?:Firefox|FxiOS)\//, 'Firefox'],
  [/\b(?:Chrome|CriOS|Chromium)\//, 'Chrome'],
  [/\bVersion\/[\d.]+.*\bSafari\//, 'Safari'],
];
const SYSTEMS: readonly (readonly [RegExp, string])[] = [
  [/\bKAIOS\//, 'KaiOS'],
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b/, 'Mac'],
  [/\bLinux\b/, 'Linux'],
];

/** @returns browser and system without versions; empty for what is no browser. Cost: microseconds. */
export function deviceOf(agent: string | undefined): Device {
  const text = (agent ?? '').slice(0, AGENT_MAX);
  const named = (names: typeof BROWSERS): string | undefined =>
    names.find(([sign]) => sign.test(text))?.[1];
  const browser = named(BROWSERS);
  const system = named(SYSTEMS);
  return {
    ...(browser === undefined ? {} : { browser }),
    ...(system === undefined ? {} : { system }),
  };
}
