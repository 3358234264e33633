// Brings a draft to the server in steps; each step that is done is noted, so that another try goes on where this one stopped.

import type { Campaign, Creative, CreativeContent, LineItem } from '@jhalak/contracts/ads';
import type { Api, Failure } from '../api/client.ts';
import type { CampaignDraft, CreativeDraft, LineDraft } from './draft.ts';

type Saved = { kind: 'saved'; draft: CampaignDraft } | { kind: 'failed'; failure: Failure };

interface SaveOptions {
  api: Pick<Api, 'send'>;
  organisation: string;
  draft: CampaignDraft;
  /** What stands at the server; undefined for a new campaign. */
  before: CampaignDraft | undefined;
  /** Called after each step with the draft as it now stands. */
  onStep: (draft: CampaignDraft) => void;
}

class Refused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.kind);
    this.failure = failure;
  }
}

/** A draft on its way, and the steps that it takes. */
interface Way {
  draft: CampaignDraft;
  before: CampaignDraft | undefined;
  step: (part: Partial<CampaignDraft>) => void;
  send: <T>(
    method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
    path: string,
    body?: unknown,
  ) => Promise<T>;
}

/** @returns the draft with every id. What nothing changed is not sent. */
export async function saveDraft(options: SaveOptions): Promise<Saved> {
  const { api, organisation, onStep } = options;
  const way: Way = {
    ...{ draft: options.draft, before: options.before },
    step(part) {
      way.draft = { ...way.draft, ...part };
      onStep(way.draft);
    },
    async send(method, path, body) {
      const reply = await api.send<never>(
        method,
        `/v1/ads/advertisers/${organisation}${path}`,
        body,
      );
      if (reply.kind !== 'ok') throw new Refused(reply);
      return reply.value;
    },
  };
  try {
    await saveCampaign(way);
    const shown = new Set(way.draft.lines.flatMap((line) => line.creatives));
    for (const one of way.draft.creatives) if (shown.has(one.key)) await saveCreative(way, one);
    for (const [at, one] of way.draft.lines.entries()) await saveLine(way, one, at);
    return { kind: 'saved', draft: way.draft };
  } catch (error) {
    if (error instanceof Refused) return { kind: 'failed', failure: error.failure };
    throw error;
  }
}

async function saveCampaign(way: Way): Promise<void> {
  const { id, campaign } = way.draft;
  const body = { ...campaign, name: campaign.name.trim() };
  if (id === undefined) way.step({ id: (await way.send<Campaign>('POST', '/campaigns', body)).id });
  else if (!same(campaign, way.before?.campaign)) await way.send('PATCH', `/campaigns/${id}`, body);
}

async function saveCreative(way: Way, one: CreativeDraft): Promise<void> {
  const name = creativeName(one);
  if (one.id === undefined) {
    const body = { name, content: one.content };
    const { id } = await way.send<Creative>('POST', '/creatives', body);
    way.step({
      creatives: way.draft.creatives.map((each) => (each.key === one.key ? { ...each, id } : each)),
    });
    return;
  }
  const was = way.before?.creatives.find(({ key }) => key === one.key);
  if (was === undefined || same(was, one)) return;
  // Content that did not change stays reviewed.
  const content = same(was.content, one.content) ? {} : { content: one.content };
  await way.send('PATCH', `/creatives/${one.id}`, { name, ...content });
}

async function saveLine(way: Way, one: LineDraft, at: number): Promise<void> {
  const lines = `/campaigns/${way.draft.id}/line-items`;
  const was = way.before?.lines.find(({ key }) => key === one.key);
  // A line item without a name is called by its place.
  const name = one.fields.name.trim() === '' ? String(at + 1) : one.fields.name.trim();
  let { id } = one;
  if (id === undefined) {
    ({ id } = await way.send<LineItem>('POST', lines, { ...one.fields, name }));
    const made = id;
    way.step({
      lines: way.draft.lines.map((each) => (each.key === one.key ? { ...each, id: made } : each)),
    });
    if (!one.on) await way.send('PATCH', `${lines}/${id}`, { on: false });
  } else if (!same([was?.fields, was?.on], [one.fields, one.on]))
    await way.send('PATCH', `${lines}/${id}`, { ...one.fields, name, on: one.on });
  const creativeOf = (key: string): string | undefined =>
    way.draft.creatives.find((creative) => creative.key === key)?.id;
  for (const key of one.creatives)
    if (was?.creatives.includes(key) !== true)
      await way.send('PUT', `${lines}/${id}/creatives/${creativeOf(key)}`);
  for (const key of was?.creatives ?? [])
    if (!one.creatives.includes(key)) await way.send('DELETE', `${lines}/${id}/creatives/${key}`);
}

const WORDS_OF: (content: CreativeContent) => string = (content) =>
  'title' in content ? content.title : content.button;

/** A creative without a name is called by its words. */
const creativeName = ({ name, content }: CreativeDraft): string =>
  name.trim() === '' ? WORDS_OF(content) : name.trim();

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
