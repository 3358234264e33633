// What is wrong with a subtitle file, in the interface's language.

import type { SubtitleFault } from '@jhalak/contracts/subtitles';
import type { Failure } from '../api/client.ts';
import type { App } from '../shell/app-context.ts';

export interface ToldFault {
  fault: SubtitleFault;
  /** Of the file, from 1; 0: it is about the whole. */
  line: number;
}

const CODE = /^subtitles\.(empty|encoding|time|after_clip|words|too_many)$/u;

/** @returns undefined for a failure of another kind. */
export function faultOf(failure: Failure): ToldFault | undefined {
  if (failure.kind !== 'problem') return undefined;
  const fault = CODE.exec(failure.code)?.[1] as SubtitleFault | undefined;
  if (fault === undefined) return undefined;
  return { fault, line: Number(/^Line (\d+):/u.exec(failure.detail)?.[1] ?? 0) };
}

export function faultText({ t }: Pick<App, 't'>, { fault, line }: ToldFault): string {
  const what = t(`subtitleFault.${fault}`);
  return line === 0 ? what : t('subtitles.atLine', { line, what });
}
