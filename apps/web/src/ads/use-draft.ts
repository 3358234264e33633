// A campaign's draft in the form: which line item and creative are open, and every change kept on this device.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Advertiser, Creative } from '@jhalak/contracts/ads';
import { useApp } from '../shell/app-context.ts';
import {
  freshKey,
  newCreative,
  newDraft,
  newLine,
  type CampaignDraft,
  type CreativeDraft,
  type LineDraft,
  type Stands,
} from './draft.ts';
import { dropDraft, keepDraft } from './draft-store.ts';

interface UseDraftOptions {
  organisation: string;
  advertiser: Advertiser;
  stands: Stands | undefined;
  first: CampaignDraft;
  isKept: boolean;
}

export type DraftPage = ReturnType<typeof useDraft>;

export function useDraft({ organisation, advertiser, stands, first, isKept }: UseDraftOptions) {
  const app = useApp();
  const { t } = app;
  const [draft, setDraft] = useState(first);
  const [lineKey, setLineKey] = useState(first.lines[0]?.key);
  const [creativeKey, setCreativeKey] = useState<string | undefined>(undefined);
  /** Creatives of other line items that were put into one of these. */
  const [used, setUsed] = useState<readonly Creative[]>([]);
  /** A new one counts as changed with its first letter. */
  const dirty = stands === undefined ? isKept || draft !== first : !same(draft, stands.draft);
  const place = stands?.campaign.id ?? 'new';
  /** The server has it: nothing is kept any more. */
  const settled = useRef(false);
  // Not an effect after the next frame: a page that goes before it would lose the last letters.
  useLayoutEffect(() => {
    if (settled.current) return;
    if (dirty) keepDraft(organisation, place, draft);
    else if (stands !== undefined) dropDraft(organisation, place);
  }, [draft]);

  const line = draft.lines.find(({ key }) => key === lineKey) ?? draft.lines[0];
  const creatives = draft.creatives.filter(({ key }) => line?.creatives.includes(key) === true);
  const creative = creatives.find(({ key }) => key === creativeKey) ?? creatives[0];
  const put = (part: Partial<CampaignDraft>): void => setDraft((now) => ({ ...now, ...part }));
  /** Says it, and gives everything back as it was. */
  const sayRemoved = (what: string, back: () => void): void =>
    app.say(t('ads.removed', { what }), { label: t('common.undo'), run: back });
  const setLine = (whose: string, change: (now: LineDraft) => LineDraft): void =>
    setDraft((now) => ({
      ...now,
      lines: now.lines.map((one) => (one.key === whose ? change(one) : one)),
    }));
  const putCreative = (made: CreativeDraft): void => {
    setDraft((now) => ({
      ...now,
      creatives: [...now.creatives.filter(({ key }) => key !== made.key), made],
      lines: now.lines.map((one) =>
        one.key === line?.key ? { ...one, creatives: [...one.creatives, made.key] } : one,
      ),
    }));
    setCreativeKey(made.key);
  };
  return {
    ...{ draft, line, creatives, creative, dirty, used, sayRemoved, setLine, setDraft },
    settle(): void {
      settled.current = true;
      dropDraft(organisation, place);
    },
    setCampaign: (part: Partial<CampaignDraft['campaign']>): void =>
      setDraft((now) => ({ ...now, campaign: { ...now.campaign, ...part } })),
    /** A picture arrives when it has arrived: what was typed meanwhile stays. */
    setCreative: (whose: string, change: (now: CreativeDraft) => CreativeDraft): void =>
      setDraft((now) => ({
        ...now,
        creatives: now.creatives.map((one) => (one.key === whose ? change(one) : one)),
      })),
    /** Opens a line item or a creative by its key, and the line item that holds it. */
    choose(key: string): void {
      const holder = draft.lines.find((one) => one.key === key || one.creatives.includes(key));
      if (holder !== undefined && line?.creatives.includes(key) !== true) setLineKey(holder.key);
      if (holder?.key !== key) setCreativeKey(key);
    },
    addLine(): void {
      const made = newLine(freshKey(), line?.creatives ?? []);
      put({ lines: [...draft.lines, made] });
      setLineKey(made.key);
    },
    /** Only one that the server does not know; others are turned off. */
    removeLine(gone: LineDraft): void {
      const { lines } = draft;
      put({ lines: lines.filter(({ key }) => key !== gone.key) });
      sayRemoved(t('adEdit.line'), () => {
        put({ lines });
        setLineKey(gone.key);
      });
    },
    addCreative: (): void => putCreative(newCreative(freshKey(), advertiser.name)),
    useCreative(creative: Creative): void {
      const { id, name, content } = creative;
      setUsed((now) => [...now, creative]);
      putCreative({ key: id, id, name, content });
    },
    removeCreative(gone: CreativeDraft): void {
      if (line === undefined) return;
      const { key: whose, creatives: before } = line;
      setLine(whose, (now) => ({
        ...now,
        creatives: now.creatives.filter((key) => key !== gone.key),
      }));
      sayRemoved(t('adStep.creative'), () =>
        setLine(whose, (now) => ({ ...now, creatives: before })),
      );
    },
    discard(): void {
      dropDraft(organisation, place);
      const fresh = stands?.draft ?? newDraft(Date.now(), freshKey, advertiser.name);
      const before = draft;
      setDraft(fresh);
      app.say(t('ads.discarded'), { label: t('common.undo'), run: () => setDraft(before) });
    },
  };
}

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);
