// One clip on its way: where it is, how long it will take, and what can be done.

import { formatNumber } from '../i18n/numbers.ts';
import { useApp, type App } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { videoPath } from '../shell/routes.ts';
import type { Draft } from '../uploads/drafts.ts';
import { failureGroup } from '../uploads/failure-group.ts';
import { HeldPanel } from './held-panel.tsx';
import { STATIONS, type Flight } from '../uploads/flight.ts';
import type { UploadQueue } from '../uploads/upload-queue.ts';
import { FlightRecorder } from './flight-recorder.tsx';

interface FlightCardProps {
  flight: Flight;
  queue: UploadQueue;
  onEdit: (draft: Draft) => void;
}

const MEGABYTE = 1_000_000;
/** The server has all of it, and tells what it does with it. */
const RECORDED: ReadonlySet<Flight['phase']> = new Set([
  'checking',
  'encoding',
  'held',
  'published',
  'refused',
  'failed',
]);

export function FlightCard({ flight, queue, onEdit }: FlightCardProps) {
  const app = useApp();
  const { t } = app;
  const draft = queue.draft(flight.id);
  const { phase } = flight;
  const percent = Math.round(flight.progress * 100);
  const stopped = phase === 'held' || phase === 'refused' || phase === 'failed';
  return (
    <article class={`flight is-${phase}`} aria-label={flight.caption || flight.name}>
      <div class="flight-head">
        <div>
          <b dir="auto">{flight.caption || flight.name || t('flight.untitled')}</b>
          <small>{statusText(app, flight)}</small>
        </div>
        <Icon
          name={
            phase === 'published'
              ? 'check'
              : phase === 'waiting'
                ? 'offline'
                : stopped
                  ? 'flag'
                  : 'upload'
          }
        />
      </div>
      {phase !== 'editing' && (
        <div
          class="flight-line"
          role="progressbar"
          aria-label={t('flight.progress')}
          aria-valuemin={0}
          aria-valuemax={100}
          aria-valuenow={percent}
        >
          <i style={{ transform: `scaleX(${flight.progress})` }} />
        </div>
      )}
      {phase !== 'editing' && !stopped && <Stations flight={flight} />}
      {stopped && <FlightProblem flight={flight} />}
      {phase === 'held' && flight.uploadId !== null && <HeldPanel uploadId={flight.uploadId} />}
      {RECORDED.has(phase) && <FlightRecorder flight={flight} queue={queue} />}
      <FlightActions flight={flight} draft={draft} queue={queue} onEdit={onEdit} />
    </article>
  );
}

function statusText(app: App, flight: Flight): string {
  const { t, locale } = app;
  const mega = (bytes: number) => formatNumber(Math.max(1, Math.round(bytes / MEGABYTE)), locale);
  switch (flight.phase) {
    case 'sending':
      return t('flight.sending', { sent: mega(flight.sentBytes), all: mega(flight.bytes) });
    case 'checking':
      return flight.ahead === 0 ? t('flight.checking') : t('flight.ahead', { count: flight.ahead });
    case 'encoding':
      return flight.etaS === null
        ? t('flight.encoding')
        : t('flight.encodingEta', { seconds: Math.max(1, Math.round(flight.etaS)) });
    default:
      return t(`flight.${flight.phase}`);
  }
}

function Stations({ flight }: { flight: Flight }) {
  const { t } = useApp();
  const station = STATIONS.findIndex((one) => one === flight.phase);
  const now = station === -1 ? 0 : station;
  return (
    <ol class="stations">
      {STATIONS.map((one, at) => (
        <li
          key={one}
          class={at === now ? 'is-now' : at < now ? 'is-past' : ''}
          aria-current={at === now ? 'step' : undefined}
        >
          {t(`station.${one}`)}
        </li>
      ))}
    </ol>
  );
}

function FlightProblem({ flight }: { flight: Flight }) {
  const { t, locale } = useApp();
  const { failure } = flight;
  const group = failureGroup(failure?.code ?? 'internal');
  // The server's sentence is exact, and in English.
  const exact = locale === 'en' ? failure?.message : undefined;
  return (
    <div class="flight-problem" role="alert">
      <b>{t(`failure.${group}`)}</b>
      <p>{exact || t(`failure.${group}Do`)}</p>
      {failure !== null && <small>{failure.code}</small>}
    </div>
  );
}

function FlightActions({
  flight,
  draft,
  queue,
  onEdit,
}: FlightCardProps & { draft: Draft | undefined }) {
  const app = useApp();
  const { t, say } = app;
  const { phase, id } = flight;
  // Whoever made room sends the same clip again.
  const isFull = flight.failure?.code === 'upload.storage_full';
  const underWay = phase === 'checking' || phase === 'encoding' || phase === 'held';
  const settled = phase === 'published' || phase === 'refused' || phase === 'failed';

  async function attach(file: File | undefined): Promise<void> {
    if (file !== undefined && !(await queue.attach(id, file))) say(t('flight.otherFile'));
  }

  async function retry(): Promise<void> {
    const reply = await queue.retry(id);
    if (reply.kind !== 'ok') sayFailure(app, reply);
  }

  async function stop(): Promise<void> {
    if (!(await queue.stop(id))) say(t('error.refused'));
  }

  return (
    <div class="row">
      {phase === 'editing' && draft !== undefined && (
        <button type="button" class="button primary" onClick={() => onEdit(draft)}>
          {t('flight.finish')}
        </button>
      )}
      {phase === 'sending' && (
        <button type="button" class="button" onClick={() => void queue.pause(id)}>
          <Icon name="pause" />
          {t('flight.pause')}
        </button>
      )}
      {(phase === 'paused' || phase === 'waiting') && (
        <button type="button" class="button" onClick={() => void queue.resume(id)}>
          <Icon name="play" />
          {t('flight.resume')}
        </button>
      )}
      {phase === 'needs_file' && draft !== undefined && (
        <label class="button">
          <Icon name="upload" />
          {t('flight.pickAgain', { name: flight.name })}
          <input
            class="hidden"
            type="file"
            accept="video/*,.mkv,.mov"
            onChange={(event) => void attach(event.currentTarget.files?.[0])}
          />
        </label>
      )}
      {phase === 'refused' && draft !== undefined && isFull && (
        <>
          <button type="button" class="button primary" onClick={() => void queue.resume(id)}>
            <Icon name="retry" />
            {t('common.retry')}
          </button>
          <Link href="/settings#room" class="button">
            {t('room.title')}
          </Link>
        </>
      )}
      {phase === 'needs_account' && (
        <Link href="/signin?next=/create" class="button primary">
          {t('account.signIn')}
        </Link>
      )}
      {phase === 'failed' && flight.failure?.retryable === true && (
        <button type="button" class="button primary" onClick={() => void retry()}>
          <Icon name="retry" />
          {t('common.retry')}
        </button>
      )}
      {phase === 'published' && flight.videoId !== null && (
        <Link href={videoPath(flight.videoId)} class="button primary">
          {t('upload.view')}
        </Link>
      )}
      {draft !== undefined && settled && (
        <button type="button" class="button text" onClick={() => void queue.discard(id)}>
          {t('flight.dismiss')}
        </button>
      )}
      {draft !== undefined && !settled && !underWay && (
        <SureButton onSure={() => void queue.discard(id)}>{t('details.discard')}</SureButton>
      )}
      {(phase === 'checking' || phase === 'encoding') && (
        <SureButton onSure={() => void stop()}>{t('flight.stop')}</SureButton>
      )}
    </div>
  );
}
