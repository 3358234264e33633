// The media engine, as its port describes it.

import type { CapabilityFinding, TranscoderCapabilities } from '@jhalak/ports';
import type { Finding, FindingState } from './finding.ts';

const STATES: Readonly<Record<CapabilityFinding['state'], FindingState>> = {
  ok: 'ok',
  degraded: 'warning',
  missing: 'problem',
};

export function engineFindings(engine: TranscoderCapabilities): Finding[] {
  return engine.findings.map(({ name, state, detail, mend }) => ({
    part: name,
    state: STATES[state],
    what:
      name === engine.engine && engine.version !== undefined
        ? `${engine.version}, ${detail}`
        : detail,
    ...(mend === undefined || state === 'ok' ? {} : { mend: sentence(mend) }),
  }));
}

// The port's mends are parts of a sentence.
function sentence(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1).replace(/\.?$/, '.')}`;
}
