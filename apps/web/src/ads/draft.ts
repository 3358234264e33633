// A campaign as it is being built: itself, its line items, their creatives. What is not yet at the server has no id.

import type {
  Campaign,
  CampaignBody,
  Creative,
  CreativeContent,
  LineItem,
  LineItemBody,
} from '@jhalak/contracts/ads';

export interface LineDraft {
  /** Its id, or one of ours until it has one. */
  key: string;
  id?: string;
  on: boolean;
  fields: Omit<LineItemBody, 'price'> & { price?: number };
  /** Keys of its creatives. */
  creatives: readonly string[];
}

export interface CreativeDraft {
  key: string;
  id?: string;
  name: string;
  content: CreativeContent;
}

export interface CampaignDraft {
  id?: string;
  campaign: Omit<CampaignBody, 'budget'> & { budget?: number };
  lines: readonly LineDraft[];
  creatives: readonly CreativeDraft[];
}

/** What the server has of a campaign. */
export interface Stands {
  campaign: Campaign;
  draft: CampaignDraft;
  creatives: readonly Creative[];
}

export const freshKey = (): string => crypto.randomUUID();

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A new campaign runs for two weeks. */
const RUNS_MS = 14 * DAY_MS;
/** One person sees the same ad three times a day. */
const CAP = { count: 3, hours: 24 };
/** In the middle: what is urgent can go before it. */
const PRIORITY = 8;

/** @param sponsor who stands on its cards: the advertiser's name, cut to what a card holds. */
export function newDraft(nowMs: number, key: () => string, sponsor: string): CampaignDraft {
  // From the hour under way on: it runs as soon as it is let out.
  const startsAtMs = Math.floor(nowMs / HOUR_MS) * HOUR_MS;
  const creative = newCreative(key(), sponsor);
  return {
    campaign: {
      ...{ name: '', objective: 'reach' },
      ...{ startsAtMs, endsAtMs: startsAtMs + RUNS_MS },
    },
    lines: [newLine(key(), [creative.key])],
    creatives: [creative],
  };
}

export function newLine(key: string, creatives: readonly string[]): LineDraft {
  return {
    ...{ key, on: true, creatives },
    fields: {
      ...{ name: '', pricing: 'cpm', priority: PRIORITY, pacing: 'even' },
      ...{ caps: [CAP], targeting: {} },
    },
  };
}

const SPONSOR_MAX = 25;

export function newCreative(key: string, sponsor: string): CreativeDraft {
  const content: CreativeContent = {
    ...{ kind: 'native', title: '', text: '', button: '', url: 'https://' },
    sponsor: sponsor.slice(0, SPONSOR_MAX),
  };
  return { key, name: '', content };
}

/** @returns what stands at the server, to be changed. */
export function draftOf(
  campaign: Campaign,
  lines: readonly LineItem[],
  creatives: readonly Creative[],
): CampaignDraft {
  const { name, objective, budget, startsAtMs, endsAtMs } = campaign;
  return {
    id: campaign.id,
    campaign: { name, objective, budget, startsAtMs, endsAtMs },
    lines: lines.map(({ id, on, creatives: shown, ...line }) => ({
      ...{ key: id, id, on, creatives: shown },
      fields: {
        ...{ name: line.name, pricing: line.pricing, price: line.price },
        ...{ priority: line.priority, pacing: line.pacing, caps: line.caps },
        ...(line.goal !== undefined && { goal: line.goal }),
        targeting: line.targeting,
      },
    })),
    creatives: creatives.map(({ id, name: called, content }) => ({
      ...{ key: id, id, name: called, content },
    })),
  };
}

/** What is not there yet, and where: a step of the form. */
export interface Gap {
  step: 'campaign' | 'line' | 'creative';
  what:
    | 'name'
    | 'budget'
    | 'dates'
    | 'price'
    | 'noCreative'
    | 'words'
    | 'address'
    | 'clip'
    | 'picture'
    | 'noLine';
  /** Key of the line item or creative. */
  key?: string;
  /** Of a price, in whole smallest units. */
  least?: number;
}

const ADDRESS = /^https:\/\/[a-z0-9.-]+(:[0-9]{1,5})?(\/[^\s<>"'\\]*)?$/u;
/** The contract's least budget: one rupee. */
const BUDGET_MIN = 100;

/** @returns what a draft lacks before it can go to the server, in the order of the form. Pure. */
export function gapsOf(draft: CampaignDraft): readonly Gap[] {
  const { campaign, lines } = draft;
  const on = lines.filter((line) => line.on);
  const shown = draft.creatives.filter(({ key }) =>
    lines.some((line) => line.creatives.includes(key)),
  );
  const own: Gap[] = [];
  if (campaign.name.trim() === '') own.push({ step: 'campaign', what: 'name' });
  if ((campaign.budget ?? 0) < BUDGET_MIN) own.push({ step: 'campaign', what: 'budget' });
  if (!(campaign.endsAtMs > campaign.startsAtMs)) own.push({ step: 'campaign', what: 'dates' });
  if (on.length === 0) own.push({ step: 'line', what: 'noLine' });
  return [...own, ...on.flatMap(lineGaps), ...shown.flatMap(creativeGaps)];
}

/** A thousand showings cost a thousand smallest units at least: the server takes no less. */
const CPM_MIN = 1_000;

function lineGaps({ key, fields, creatives }: LineDraft): Gap[] {
  const gaps: Gap[] = [];
  const least = fields.pricing === 'cpm' ? CPM_MIN : 1;
  if ((fields.price ?? 0) < least) gaps.push({ step: 'line', what: 'price', key, least });
  if (creatives.length === 0) gaps.push({ step: 'creative', what: 'noCreative', key });
  return gaps;
}

function creativeGaps({ key, content }: CreativeDraft): Gap[] {
  const gap = (what: Gap['what']): Gap => ({ step: 'creative', what, key });
  const words =
    content.kind === 'native'
      ? [content.title, content.text, content.sponsor, content.button]
      : content.kind === 'lock'
        ? [content.title, content.sponsor, content.button, content.alternative]
        : [content.button];
  return [
    ...(words.some((text) => text.trim() === '') ? [gap('words')] : []),
    ...(ADDRESS.test(content.url) ? [] : [gap('address')]),
    ...(content.kind === 'clip' && content.videoId === '' ? [gap('clip')] : []),
    ...(content.kind === 'lock' && content.picture === '' ? [gap('picture')] : []),
  ];
}
