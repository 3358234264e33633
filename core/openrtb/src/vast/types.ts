// Ads as VAST tells them: IAB Digital Video Ad Serving Template 3.0 to 4.2.

/** The events of 4.2 (section 3.14.1) that a player of ours can send. */
export type LinearEvent =
  | 'start'
  | 'firstQuartile'
  | 'midpoint'
  | 'thirdQuartile'
  | 'complete'
  | 'progress'
  | 'mute'
  | 'unmute'
  | 'pause'
  | 'resume'
  | 'skip'
  | 'loaded'
  | 'closeLinear';

/** An address that is told of an event. */
export interface VastTracking {
  /** As the document spells it; players leave out what they do not know. */
  readonly event: string;
  /** Behind the clip's start; only for `progress`, and undefined when it was a percentage. */
  readonly offsetMs: number | undefined;
  readonly url: string;
}

/** One encoding of the ad's clip. */
export interface VastMediaFile {
  readonly url: string;
  /** Media type: `video/mp4`. */
  readonly type: string;
  readonly delivery: 'progressive' | 'streaming';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bitrateBps: number | undefined;
  readonly codec: string | undefined;
  /** `VPAID` and the like: code that wants to run. Ours never runs it. */
  readonly apiFramework: string | undefined;
}

/** A clip that plays by itself. */
export interface VastLinear {
  /** Undefined in wrappers. */
  readonly durationMs: number | undefined;
  /** Undefined when it cannot be skipped, or after a share of the clip. */
  readonly skipOffsetMs: number | undefined;
  /** Empty in wrappers. */
  readonly mediaFiles: readonly VastMediaFile[];
  readonly tracking: readonly VastTracking[];
  readonly clickThrough: string | undefined;
  readonly clickTracking: readonly string[];
}

/** One part of an ad. */
export interface VastCreative {
  readonly id: string | undefined;
  readonly universalAdIds: readonly { readonly registry: string; readonly value: string }[];
  /** Undefined for companions and overlays. */
  readonly linear: VastLinear | undefined;
  readonly companionCount: number;
  readonly nonLinearCount: number;
}

/** Who is told whether it could be seen. */
export interface VastViewable {
  readonly viewable: readonly string[];
  readonly notViewable: readonly string[];
  readonly undetermined: readonly string[];
}

interface VastAdBase {
  readonly id: string | undefined;
  /** Its place in a pod, from 1. */
  readonly sequence: number | undefined;
  readonly system: string;
  readonly impressions: readonly string[];
  readonly errors: readonly string[];
  readonly viewable: VastViewable;
  readonly creatives: readonly VastCreative[];
}

export interface VastInline extends VastAdBase {
  readonly kind: 'inline';
  readonly title: string;
  readonly advertiser: string | undefined;
  /** How many scripts want to measure it. Ours never runs them. */
  readonly verificationCount: number;
}

/** An ad that lies elsewhere; what it tracks adds to what is found there. */
export interface VastWrapper extends VastAdBase {
  readonly kind: 'wrapper';
  readonly tagUrl: string;
  readonly followAdditionalWrappers: boolean;
}

export interface VastDocument {
  readonly version: '3.0' | '4.0' | '4.1' | '4.2';
  /** None: there is no ad, and `errors` are told so. */
  readonly ads: readonly (VastInline | VastWrapper)[];
  readonly errors: readonly string[];
}
