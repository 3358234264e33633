import type { Failure } from '../api/client.ts';
import type { App } from '../shell/app-context.ts';

/** @returns what an advertiser can do about a refusal that the console's forms can meet; undefined for any other. */
export function adsFailureText({ t }: Pick<App, 't'>, failure: Failure): string | undefined {
  if (failure.kind !== 'problem') return undefined;
  switch (failure.code) {
    case 'ads.known':
      return t('adProblem.known');
    case 'ads.adults_only':
      return t('ads.adultsOnly');
    case 'ads.too_many':
      return t('adProblem.tooMany');
    case 'ads.dates':
      return t('adProblem.dates');
    case 'ads.turn':
      return t('adProblem.turn');
    case 'ads.incomplete':
      return t('adProblem.incomplete');
    case 'ads.review_state':
      return t('adProblem.reviewState');
    case 'ads.clip_not_yours':
      return t('adProblem.clipNotYours');
    default:
      return undefined;
  }
}
