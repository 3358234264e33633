// The grievance officer: what anybody complains of, with an account or without, and what an officer answers.

import { useEffect, useRef, useState } from 'preact/hooks';
import type { Grievance, GrievanceKind, GrievanceList } from '@jhalak/contracts/grievances';
import type { Failure } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Failed } from '../shell/failed.tsx';
import { failureText } from '../shell/say-failure.ts';
import { usePages } from '../shell/use-pages.ts';
import { ClaimTickets } from './claim-tickets.tsx';
import { GrievanceCard } from './grievance-card.tsx';
import { dropTicket, keepTicket } from './kept-tickets.ts';
import './grievance.css';

const KINDS: readonly GrievanceKind[] = ['general', 'unlawful', 'intimate'];
/** The contract's bound of a text. */
const TEXT_MAX = 2_000;

export function GrievanceScreen() {
  const { t, viewer } = useApp();
  const isOfficer = viewer?.roles.some((role) => role === 'grievance_officer' || role === 'admin');
  return (
    <div class="screen grievance">
      <h1>{t('roleName.grievance_officer')}</h1>
      {isOfficer === true && <GrievanceQueue />}
      <OwnGrievances />
    </div>
  );
}

function OwnGrievances() {
  const { t, api, viewer } = useApp();
  const [items, setItems] = useState<readonly Grievance[] | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const whose = useRef(viewer?.id);
  async function load(): Promise<void> {
    setFailure(null);
    const reply = await api.get<GrievanceList>('/v1/me/grievances');
    // What was filed while this list was on its way stays.
    if (reply.kind === 'ok') {
      const { items: listed } = reply.value;
      // Whoever made an account of their own has them in it already.
      if (viewer?.handle !== undefined) for (const { id } of listed) dropTicket(id);
      const known = new Set(listed.map(({ id }) => id));
      setItems((before) => [...(before ?? []).filter(({ id }) => !known.has(id)), ...listed]);
    } else setFailure(reply);
  }
  // Depends on less than it reads: once a person; a stranger has none yet.
  useEffect(() => {
    if (!viewer) return;
    // Another person on this device.
    if (whose.current !== undefined && whose.current !== viewer.id) setItems(null);
    whose.current = viewer.id;
    void load();
  }, [viewer?.id]);
  const changed = (now: Grievance): void =>
    setItems((before) => [now, ...(before ?? []).filter(({ id }) => id !== now.id)]);
  return (
    <>
      {viewer?.handle !== undefined && items !== null && <ClaimTickets onClaimed={changed} />}
      <GrievanceForm onFiled={changed} />
      {failure !== null && <Failed failure={failure} onRetry={() => void load()} />}
      <ul class="grievances" aria-label={t('roleName.grievance_officer')}>
        {items?.map((one) => (
          <li key={one.id}>
            <GrievanceCard
              one={one}
              act={one.state === 'answered' ? 'appeal' : null}
              onChange={changed}
            />
          </li>
        ))}
      </ul>
    </>
  );
}

function GrievanceForm({ onFiled }: { onFiled: (now: Grievance) => void }) {
  const app = useApp();
  const { t } = app;
  const [kind, setKind] = useState<GrievanceKind>('general');
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  async function send(event: Event): Promise<void> {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    if (await app.ensureViewer()) {
      const reply = await app.api.send<Grievance>('POST', '/v1/grievances', {
        kind,
        text: text.trim(),
      });
      if (reply.kind === 'ok') {
        setText('');
        const { claimKey: key, ...filed } = reply.value;
        if (key !== undefined) keepTicket({ id: filed.id, key });
        onFiled(filed);
      } else setProblem(failureText(app, reply));
    }
    setBusy(false);
  }
  return (
    <form onSubmit={(event) => void send(event)}>
      <p class="soft">{t('grievance.intro')}</p>
      <fieldset class="choices">
        <legend>{t('report.why')}</legend>
        {KINDS.map((one) => (
          <label key={one} class="choice">
            <input
              type="radio"
              name="kind"
              value={one}
              checked={kind === one}
              onChange={() => setKind(one)}
            />
            <span>{t(`grievance.${one}`)}</span>
          </label>
        ))}
      </fieldset>
      <label class="field">
        <span>{t('grievance.text')}</span>
        <textarea
          rows={4}
          maxLength={TEXT_MAX}
          value={text}
          dir="auto"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {problem !== null && (
        <p class="field-problem" role="alert">
          {problem}
        </p>
      )}
      <button type="submit" class="button primary tall" disabled={busy || text.trim() === ''}>
        {t('grievance.send')}
      </button>
    </form>
  );
}

function GrievanceQueue() {
  const { t } = useApp();
  const { items, failure, hasMore, reload, more, change } =
    usePages<Grievance>('/v1/grievances?limit=40');
  return (
    <section>
      <h2>{t('grievance.queue')}</h2>
      {failure !== null && <Failed failure={failure} onRetry={reload} />}
      {items?.length === 0 && <p class="soft">{t('moderation.emptyTitle')}</p>}
      <ul class="grievances" aria-label={t('grievance.queue')}>
        {items?.map((one) => (
          <li key={one.id}>
            <GrievanceCard
              one={one}
              act="answer"
              onChange={({ id }) => change((before) => before.filter((other) => other.id !== id))}
            />
          </li>
        ))}
      </ul>
      {hasMore && (
        <button type="button" class="button more" onClick={more}>
          {t('common.more')}
        </button>
      )}
    </section>
  );
}
