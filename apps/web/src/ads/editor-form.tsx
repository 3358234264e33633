// The form of a campaign: its steps one under the other, the way between them, and what saves it.

import type { ComponentChildren } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Advertiser } from '@jhalak/contracts/ads';
import { useDeskKeys } from '../desk/use-desk-keys.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { gapsOf, type CampaignDraft, type Gap, type Stands } from './draft.ts';
import { EditorHead } from './editor-head.tsx';
import { LinePicks } from './line-picks.tsx';
import { Preview } from './preview.tsx';
import { StepAudience } from './step-audience.tsx';
import { StepCampaign } from './step-campaign.tsx';
import { StepCheck } from './step-check.tsx';
import { StepCreative } from './step-creative.tsx';
import { StepLine } from './step-line.tsx';
import { useDraft } from './use-draft.ts';
import { useSave } from './use-save.ts';

const STEPS = ['campaign', 'line', 'audience', 'creative', 'check'] as const;
type Step = (typeof STEPS)[number];

interface EditorFormProps {
  advertiser: Advertiser;
  currency: string;
  stands: Stands | undefined;
  first: CampaignDraft;
  /** Whether `first` was kept on this device and the server does not have it. */
  isKept: boolean;
  onReload: () => Promise<void>;
}

export function EditorForm(props: EditorFormProps) {
  const { advertiser, currency, stands, onReload } = props;
  const { t, locale } = useApp();
  const page = useDraft({ ...props, organisation: advertiser.organisation });
  const { draft, line, creative } = page;
  const save = useSave({ advertiser, stands, page, onReload });
  const [looking, setLooking] = useState(false);
  const form = useRef<HTMLDivElement>(null);
  const go = (step: Step): void => {
    const section = form.current?.querySelector<HTMLElement>(`#step-${step}`);
    section?.scrollIntoView({ block: 'start' });
    section?.querySelector('h2')?.focus({ preventScroll: true });
  };
  const goTo = (gap: Gap): void => {
    if (gap.key !== undefined) page.choose(gap.key);
    go(gap.step);
  };
  useDeskKeys(Object.fromEntries(STEPS.map((step, at) => [String(at + 1), () => go(step)])));
  const gaps = gapsOf(draft);
  const lacks = (step: Step): boolean =>
    step === 'check' ? gaps.length > 0 : gaps.some((gap) => gap.step === step);
  const preview = creative !== undefined && (
    <Preview
      organisation={advertiser.organisation}
      content={creative.content}
      sponsor={advertiser.name}
      language={line?.fields.targeting.languages?.[0] ?? locale}
      genre={line?.fields.targeting.genres?.[0] ?? 'music'}
    />
  );
  const ended = stands?.campaign.state === 'ended';
  return (
    <div class="ads-editor">
      <div class="ads-form" ref={form}>
        <EditorHead
          advertiser={advertiser}
          stands={stands}
          isKept={props.isKept && page.dirty}
          onDiscard={page.discard}
          onChanged={onReload}
        />
        <nav class="ads-steps" aria-label={t('adEdit.steps')}>
          {STEPS.map((step, at) => (
            <button key={step} type="button" onClick={() => go(step)}>
              <i class={lacks(step) ? '' : 'is-done'}>{at + 1}</i>
              <span>{t(`adStep.${step}`)}</span>
            </button>
          ))}
        </nav>
        <fieldset class="ads-all" disabled={ended}>
          <Section step="campaign">
            <StepCampaign
              campaign={draft.campaign}
              currency={currency}
              onChange={page.setCampaign}
            />
          </Section>
          <Section step="line">
            <LinePicks page={page} />
            {line !== undefined && (
              <StepLine
                key={line.key}
                line={line}
                currency={currency}
                onChange={(change) => page.setLine(line.key, change)}
                onRemoved={page.sayRemoved}
              />
            )}
          </Section>
          {line !== undefined && (
            <>
              <Section step="audience">
                <StepAudience
                  key={line.key}
                  organisation={advertiser.organisation}
                  targeting={line.fields.targeting}
                  currency={currency}
                  onChange={(targeting) =>
                    page.setLine(line.key, (now) => ({
                      ...now,
                      fields: { ...now.fields, targeting },
                    }))
                  }
                />
              </Section>
              <Section step="creative">
                <StepCreative
                  organisation={advertiser.organisation}
                  creatives={page.creatives}
                  known={[...(stands?.creatives ?? []), ...page.used]}
                  chosen={creative}
                  onChoose={page.choose}
                  onChange={page.setCreative}
                  onNew={page.addCreative}
                  onUse={page.useCreative}
                  onRemove={page.removeCreative}
                />
              </Section>
            </>
          )}
          <Section step="check">
            <StepCheck draft={draft} gaps={gaps} currency={currency} onGo={goTo} />
          </Section>
        </fieldset>
      </div>
      <aside class="ads-side">{preview}</aside>
      {!ended && (
        <div class="ads-save">
          {save.problem !== null && (
            <p class="field-problem" role="alert">
              {save.problem}
            </p>
          )}
          <button
            type="button"
            class="icon-button ads-look"
            aria-label={t('adEdit.preview')}
            onClick={() => setLooking(true)}
          >
            <Icon name="play" />
          </button>
          <button
            type="button"
            class="button"
            disabled={save.busy || gaps.length > 0 || (!page.dirty && stands !== undefined)}
            onClick={() => void save.run(false)}
          >
            {t(stands === undefined ? 'adEdit.saveDraft' : 'adEdit.saveChanges')}
          </button>
          {(stands === undefined || stands.campaign.state === 'draft') && (
            <button
              type="button"
              class="button primary"
              disabled={save.busy || gaps.length > 0}
              onClick={() => void save.run(true)}
            >
              {save.busy ? t('adEdit.saving') : t('adEdit.launch')}
            </button>
          )}
        </div>
      )}
      {looking && (
        <Sheet title={t('adEdit.preview')} onClose={() => setLooking(false)}>
          {preview}
        </Sheet>
      )}
    </div>
  );
}

function Section({ step, children }: { step: Step; children: ComponentChildren }) {
  const { t } = useApp();
  return (
    <section id={`step-${step}`} class="ads-step">
      <h2 tabIndex={-1}>
        <i aria-hidden="true">{STEPS.indexOf(step) + 1}</i>
        {t(`adStep.${step}`)}
      </h2>
      {children}
    </section>
  );
}
