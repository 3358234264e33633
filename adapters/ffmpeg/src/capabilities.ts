// What `doctor` is told of the engine: each finding with its mend.

import type { CapabilityFinding, TranscoderCapabilities } from '@jhalak/ports';
import { messageOf } from '@jhalak/kernel';
import {
  AUDIO_ENCODER,
  AV1_ENCODER,
  NEEDED_DECODERS,
  VIDEO_ENCODER,
  WEBP_ENCODER,
} from './engine-features.ts';
import type { EngineFeatures } from './engine-features.ts';
import type { Engine, FoundEngine } from './engine.ts';
import type { FfmpegSettings } from './settings.ts';

const INSTALL = 'install ffmpeg (Debian and Ubuntu: apt install ffmpeg) and start again';

/** See the port: never throws. */
export async function findCapabilities(
  engine: Engine,
  settings: FfmpegSettings,
): Promise<TranscoderCapabilities> {
  const found = await engine.find();
  let features: EngineFeatures | undefined;
  let trouble = '';
  try {
    features = await engine.features();
  } catch (thrown) {
    const cause: unknown = thrown instanceof Error ? thrown.cause : undefined;
    trouble = [thrown, cause]
      .filter((one) => one !== undefined)
      .map(messageOf)
      .join(' ');
  }
  const findings = [
    ...programFindings(found, trouble),
    ...(features ? featureFindings(features) : []),
    sandboxFinding(found, settings),
    limitsFinding(found),
  ];
  const { sandbox } = found;
  return {
    engine: 'ffmpeg',
    version: features?.version,
    ready: findings.every((finding) => finding.state !== 'missing'),
    decoders: features?.decoders ?? [],
    encoders: features?.encoders ?? [],
    toneMapping: features?.toneMapping ?? false,
    sandbox: { kind: sandbox.kind, reason: sandbox.reason },
    resourceLimits: sandbox.prlimitPath
      ? { kind: 'prlimit', reason: 'time, memory, files and processes are bounded by the kernel' }
      : { kind: 'none', reason: 'prlimit is not installed' },
    findings,
  };
}

function programFindings(found: FoundEngine, trouble: string): readonly CapabilityFinding[] {
  const findings = (['ffmpeg', 'ffprobe'] as const).map((name): CapabilityFinding => {
    const path = name === 'ffmpeg' ? found.ffmpegPath : found.ffprobePath;
    return path
      ? { name, state: 'ok', detail: path }
      : { name, state: 'missing', detail: `${name} was not found`, mend: INSTALL };
  });
  if (trouble === '' || findings.some((finding) => finding.state === 'missing')) return findings;
  return [...findings, { name: 'engine', state: 'missing', detail: trouble.trim(), mend: INSTALL }];
}

function featureFindings(features: EngineFeatures): readonly CapabilityFinding[] {
  const { decoders, encoders, toneMapping } = features;
  const lacking = [
    ...NEEDED_DECODERS.filter((name) => !decoders.includes(name)),
    ...[VIDEO_ENCODER, AUDIO_ENCODER].filter((name) => !encoders.includes(name)),
  ];
  const mend = 'use a complete build of ffmpeg: the one of Debian or Ubuntu, or a static build';
  return [
    lacking.length === 0
      ? { name: 'codecs', state: 'ok', detail: `${decoders.length} decoders, H.264 and AAC out` }
      : { name: 'codecs', state: 'missing', detail: `lacks ${lacking.join(', ')}`, mend },
    encoders.includes(AV1_ENCODER)
      ? { name: 'AV1', state: 'ok', detail: 'the middle rendition is AV1' }
      : { name: 'AV1', state: 'degraded', detail: `H.264 alone: no ${AV1_ENCODER}`, mend },
    encoders.includes(WEBP_ENCODER)
      ? { name: 'posters', state: 'ok', detail: 'WebP' }
      : { name: 'posters', state: 'degraded', detail: 'JPEG, as there is no WebP encoder', mend },
    toneMapping
      ? { name: 'HDR', state: 'ok', detail: 'brought to normal range' }
      : { name: 'HDR', state: 'degraded', detail: 'HDR clips are refused: no zscale', mend },
  ];
}

function sandboxFinding(found: FoundEngine, settings: FfmpegSettings): CapabilityFinding {
  const { kind, reason, mend } = found.sandbox;
  const name = 'sandbox';
  if (kind === 'bwrap') return { name, state: 'ok', detail: `bubblewrap: ${reason}` };
  const state = settings.sandbox === 'require' ? 'missing' : 'degraded';
  const detail = `uploads are read without a cage: ${reason}`;
  return { name, state, detail, ...(mend ? { mend } : {}) };
}

function limitsFinding(found: FoundEngine): CapabilityFinding {
  const name = 'resource limits';
  if (found.sandbox.prlimitPath) return { name, state: 'ok', detail: 'prlimit' };
  const detail = 'memory and time of the engine are not bounded by the kernel';
  return { name, state: 'degraded', detail, mend: 'install util-linux (prlimit)' };
}
