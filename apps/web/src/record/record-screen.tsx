// The camera page: look, count down, record up to a minute, look again, cut, go on to the words. Without a camera it
// says why and leads to choosing a file.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Link } from '../shell/link.tsx';
import { soundAsked, useSound } from '../sound/use-sound.ts';
import { newDraft } from '../uploads/new-draft.ts';
import { useQueue } from '../uploads/use-queue.ts';
import {
  Camera,
  RECORD_MAX_MS,
  type CameraProblem,
  type Facing,
  type Recording,
} from './camera.ts';
import { recordingName } from './mime.ts';
import { RecordButton } from './record-button.tsx';
import { TrimEditor } from './trim-editor.tsx';
import { formatTime, trimToSend, type Trim } from './trim.ts';
import '../uploads/uploads.css';
import './record.css';

type Stage =
  | { kind: 'asking' }
  | { kind: 'problem'; problem: CameraProblem }
  | { kind: 'ready' }
  | { kind: 'counting'; left: number }
  | { kind: 'recording'; elapsedMs: number }
  | { kind: 'preview'; recording: Recording };

const COUNTDOWN_S = 3;

export function RecordScreen() {
  const app = useApp();
  const { t } = app;
  const { queue } = useQueue();
  const [stage, setStage] = useState<Stage>({ kind: 'asking' });
  const [facing, setFacing] = useState<Facing>('user');
  const [attempt, setAttempt] = useState(0);
  const [canSwitch, setCanSwitch] = useState(false);
  const [countdown, setCountdown] = useState(true);
  const [trim, setTrim] = useState<Trim | null>(null);
  const soundId = soundAsked();
  const sound = useSound(soundId);
  const heard = useRef<HTMLAudioElement>(null);
  const camera = useRef<Camera | null>(null);
  const live = useRef<HTMLVideoElement>(null);
  const counting = useRef<ReturnType<typeof setInterval> | undefined>(undefined);

  useEffect(() => {
    let gone = false;
    setStage({ kind: 'asking' });
    void Camera.open(facing).then((opened) => {
      if (typeof opened === 'string') setStage({ kind: 'problem', problem: opened });
      else if (gone) opened.close();
      else {
        camera.current = opened;
        setStage({ kind: 'ready' });
        void Camera.canSwitch().then(setCanSwitch);
      }
    });
    return () => {
      gone = true;
      clearInterval(counting.current);
      camera.current?.close();
      camera.current = null;
    };
  }, [facing, attempt]);

  const looking = stage.kind === 'ready' || stage.kind === 'counting' || stage.kind === 'recording';
  useEffect(() => {
    if (looking && live.current && camera.current) live.current.srcObject = camera.current.stream;
  }, [looking]);

  function begin(): void {
    if (!countdown) {
      void record();
      return;
    }
    let left = COUNTDOWN_S;
    setStage({ kind: 'counting', left });
    counting.current = setInterval(() => {
      left -= 1;
      if (left > 0) setStage({ kind: 'counting', left });
      else {
        clearInterval(counting.current);
        void record();
      }
    }, 1_000);
  }

  async function record(): Promise<void> {
    const opened = camera.current;
    if (opened === null) return;
    setStage({ kind: 'recording', elapsedMs: 0 });
    try {
      // What one moves to; where it cannot play, one records without hearing it.
      void heard.current?.play().catch(() => undefined);
      const recording = await opened.record((elapsedMs) =>
        setStage({ kind: 'recording', elapsedMs }),
      );
      heard.current?.pause();
      if (heard.current) heard.current.currentTime = 0;
      if (camera.current !== opened) return;
      setTrim(null);
      setStage({ kind: 'preview', recording });
    } catch {
      app.say(t('record.failed'));
      setStage({ kind: 'ready' });
    }
  }

  function press(): void {
    if (stage.kind === 'ready') begin();
    else if (stage.kind === 'recording') camera.current?.stop();
    else if (stage.kind === 'counting') {
      clearInterval(counting.current);
      setStage({ kind: 'ready' });
    }
  }

  async function goOn(recording: Recording): Promise<void> {
    const { blob, durationMs } = recording;
    const draft = newDraft(app, {
      source: 'recording',
      blob,
      name: recordingName(blob.type, new Date()),
      durationMs,
      sound: soundId,
    });
    try {
      await queue?.save({ ...draft, trim: trim === null ? null : trimToSend(trim, durationMs) });
    } catch {
      app.say(t('record.notKept'));
    }
    app.navigate('/create');
  }

  if (stage.kind === 'problem')
    return <CameraState problem={stage.problem} onRetry={() => setAttempt((count) => count + 1)} />;
  if (stage.kind === 'preview') {
    return (
      <div class="record-review over-picture">
        <TrimEditor
          blob={stage.recording.blob}
          durationMs={stage.recording.durationMs}
          trim={trim}
          onChange={setTrim}
        />
        <div class="record-actions">
          <button type="button" class="button" onClick={() => setStage({ kind: 'ready' })}>
            <Icon name="retry" />
            {t('record.retake')}
          </button>
          <button
            type="button"
            class="button primary"
            disabled={queue === null}
            onClick={() => void goOn(stage.recording)}
          >
            {t('record.use')}
            <Icon name="next" />
          </button>
        </div>
      </div>
    );
  }
  return (
    <div class="record over-picture">
      <h1 class="hidden">{t('create.record')}</h1>
      {sound?.original && (
        <audio ref={heard} src={sound.original.renditions[0]?.url} preload="auto" />
      )}
      <video
        ref={live}
        class={facing === 'user' ? 'record-live is-mirrored' : 'record-live'}
        autoplay
        playsInline
        muted
      />
      <div class="record-top">
        <Link href="/create" class="icon-button" label={t('common.back')}>
          <Icon name="close" />
        </Link>
        <p class="record-time" role="timer">
          {stage.kind === 'recording'
            ? formatTime(stage.elapsedMs)
            : t('record.limit', { seconds: RECORD_MAX_MS / 1000 })}
        </p>
        <button
          type="button"
          class="icon-button"
          aria-pressed={countdown}
          onClick={() => setCountdown(!countdown)}
          disabled={stage.kind !== 'ready'}
        >
          <Icon name="clock" />
          <span class="hidden">{t('record.countdown')}</span>
          <b>{countdown ? COUNTDOWN_S : 0}</b>
        </button>
      </div>
      {stage.kind === 'counting' && (
        <p class="record-count" key={stage.left} aria-live="assertive">
          {stage.left}
        </p>
      )}
      {stage.kind === 'asking' && (
        <p class="record-asking" role="status">
          {t('record.asking')}
        </p>
      )}
      <div class="record-bottom">
        <Link href="/create" class="record-side">
          <Icon name="upload" />
          <span>{t('create.chooseShort')}</span>
        </Link>
        <RecordButton
          recording={stage.kind === 'recording'}
          share={stage.kind === 'recording' ? stage.elapsedMs / RECORD_MAX_MS : 0}
          label={
            stage.kind === 'recording'
              ? t('record.stop')
              : stage.kind === 'counting'
                ? t('common.cancel')
                : t('record.start')
          }
          disabled={stage.kind === 'asking'}
          onPress={press}
        />
        {canSwitch ? (
          <button
            type="button"
            class="record-side"
            onClick={() => setFacing(facing === 'user' ? 'environment' : 'user')}
            disabled={stage.kind !== 'ready'}
          >
            <Icon name="flip" />
            <span>{t('record.flip')}</span>
          </button>
        ) : (
          <span class="record-side" />
        )}
      </div>
    </div>
  );
}

function CameraState({ problem, onRetry }: { problem: CameraProblem; onRetry: () => void }) {
  const { t } = useApp();
  return (
    <div class="screen state">
      <Icon name="camera" />
      <h1>{t(`camera.${problem}Title`)}</h1>
      <p>{t(`camera.${problem}Text`)}</p>
      {problem !== 'unsupported' && (
        <button type="button" class="button" onClick={onRetry}>
          <Icon name="retry" />
          {t('common.retry')}
        </button>
      )}
      <Link href="/create" class="button primary">
        <Icon name="upload" />
        {t('create.choose')}
      </Link>
    </div>
  );
}
