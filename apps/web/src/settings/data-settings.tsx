// Take your data with you: ask for the archive, see it being made, fetch it.

import type { Export, ExportList } from '@jhalak/contracts/exports';
import type { StepUpState } from '@jhalak/contracts/sign-in';
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { useStepUp } from '../account/step-up.tsx';
import type { Failure, Reply } from '../api/client.ts';
import { bytesText } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText, sayFailure } from '../shell/say-failure.ts';
import { fullDateText } from './full-date.ts';

/** Where other screens lead to: `/settings#your-data`. */
const ANCHOR = 'your-data';
/** While one is being made it is looked at so often. */
const LOOK_EVERY_MS = 2_000;
const MINUTE_S = 60;

export function DataSettings() {
  const app = useApp();
  const { t, viewer } = app;
  const { list, failure, ask, sheet } = useExports();
  const section = useRef<HTMLElement>(null);
  const isShown = viewer !== null || list !== null;
  useEffect(() => {
    if (isShown && location.hash === `#${ANCHOR}`) section.current?.scrollIntoView();
  }, [isShown]);
  // Nobody yet: nothing is kept of them.
  if (!isShown) return null;
  const latest = list?.items[0];
  const isMaking = latest?.state === 'queued' || latest?.state === 'running';
  const mayAsk = list !== null && !isMaking && list.nextAtMs <= Date.now();
  return (
    <section id={ANCHOR} ref={section}>
      <h2>{t('data.title')}</h2>
      <p class="soft">{t('data.hint')}</p>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {list === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {latest !== undefined && <ExportCard latest={latest} />}
      {mayAsk && (
        <button
          type="button"
          class={latest === undefined ? 'button primary' : 'button'}
          onClick={() => void ask()}
        >
          {t(latest === undefined ? 'data.ask' : 'data.askAgain')}
        </button>
      )}
      {list !== null && !isMaking && !mayAsk && (
        <p class="soft">{t('data.tooMany', { date: fullDateText(list.nextAtMs, app.locale) })}</p>
      )}
      {sheet}
    </section>
  );
}

interface Exports {
  list: ExportList | null;
  failure: Failure | null;
  ask: () => Promise<void>;
  sheet: ComponentChildren;
}

function useExports(): Exports {
  const app = useApp();
  const { api, viewer, locale } = app;
  const [list, setList] = useState<ExportList | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const { guard, sheet } = useStepUp();
  async function look(): Promise<void> {
    const reply = await api.get<ExportList>('/v1/me/exports');
    if (reply.kind === 'ok') setList(reply.value);
    // Nobody is here: there is nothing to take away.
    setFailure(
      reply.kind === 'ok' || (reply.kind === 'problem' && reply.status === 401) ? null : reply,
    );
  }
  useEffect(() => {
    setList(null);
    void look();
    // Depends on less than it reads: whose list it is says all
  }, [viewer?.id]);
  const state = list?.items[0]?.state;
  const isMaking = state === 'queued' || state === 'running';
  useEffect(() => {
    if (!isMaking) return;
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [isMaking]);
  async function ask(): Promise<void> {
    const reply = await guard(
      async () => await api.send<Export>('POST', '/v1/me/exports', { language: locale }),
    );
    if (reply !== undefined && reply.kind !== 'ok') sayFailure(app, reply);
    await look();
  }
  return { list, failure, ask, sheet };
}

function ExportCard({ latest }: { latest: Export }) {
  const { t, locale } = useApp();
  const { state, progress, bytes, expiresAtMs, lostFiles } = latest;
  const isMaking = state === 'queued' || state === 'running';
  const isFull = latest.failure?.code === 'export.disk_full';
  return (
    <article class={`archive is-${state}`}>
      <div class="archive-head">
        <Icon name={ICONS[state]} />
        <div role="status">
          <b>{t(`data.${state}`)}</b>
          <small>
            {state === 'ready' && expiresAtMs !== null && bytes !== null
              ? t('data.readyUntil', {
                  size: bytesText(bytes),
                  date: fullDateText(expiresAtMs, locale),
                })
              : isMaking
                ? leftText(latest, t)
                : t(isFull ? 'data.noSpace' : 'data.tryAgain')}
          </small>
        </div>
      </div>
      {isMaking && (
        <div
          class="archive-line"
          role="progressbar"
          aria-label={t('data.running')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={Math.round(progress * 100)}
        >
          <i style={{ transform: `scaleX(${progress})` }} />
        </div>
      )}
      {state === 'ready' && (
        <>
          <ArchiveLink id={latest.id} />
          {(lostFiles ?? 0) > 0 && <p>{t('data.lost', { files: lostFiles ?? 0 })}</p>}
          <p class="soft">{t('data.private')}</p>
        </>
      )}
    </article>
  );
}

/** The file asks for a fresh proof too: who finds an open phone must not carry everything away. */
function ArchiveLink({ id }: { id: string }) {
  const { t, api, viewer } = useApp();
  const { guard, sheet } = useStepUp();
  const link = useRef<HTMLAnchorElement>(null);
  const passed = useRef(false);
  async function fetchFile(): Promise<void> {
    const isFresh = async (): Promise<Reply<StepUpState>> => {
      const reply = await api.get<StepUpState>('/v1/step-up');
      return reply.kind === 'ok' && !reply.value.fresh
        ? { kind: 'problem', status: 403, code: 'auth.step_up', detail: '' }
        : reply;
    };
    if ((await guard(isFresh)) === undefined) return;
    passed.current = true;
    link.current?.click();
  }
  return (
    <>
      <a
        class="button primary"
        ref={link}
        href={`/v1/me/exports/${id}/file`}
        download
        onClick={(event) => {
          const isOpen = passed.current || viewer?.handle === undefined;
          passed.current = false;
          if (isOpen) return;
          event.preventDefault();
          void fetchFile();
        }}
      >
        <Icon name="download" />
        {t('data.download')}
      </a>
      {sheet}
    </>
  );
}

const ICONS = {
  queued: 'clock',
  running: 'clock',
  ready: 'check',
  failed: 'flag',
  expired: 'clock',
} as const;

function leftText({ eta }: Export, t: ReturnType<typeof useApp>['t']): string {
  return eta === null || eta < MINUTE_S
    ? t('data.mayClose')
    : t('data.minutesLeft', { minutes: Math.ceil(eta / MINUTE_S) });
}
