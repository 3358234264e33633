import { useEffect, useState } from 'preact/hooks';
import type { AdPicture } from '@jhalak/contracts/ads-pictures';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';

/** The contract's bound of what may be sent. */
const BYTES_MAX = 1_000_000;
const LOOK_EVERY_MS = 1_000;
/** Looking at it takes seconds; later it is asked again with the next visit. */
const LOOKS_MAX = 60;
/** Bytes that are turned into letters at once. */
const CHUNK = 0x8000;

interface PictureFieldProps {
  organisation: string;
  /** Its id; empty for none. */
  picture: string;
  /** Told once it is ready. */
  onPicture: (id: string) => void;
}

/** A picture for the lock screen: chosen, sent, looked at, and shown as it will be. */
export function PictureField({ organisation, picture, onPicture }: PictureFieldProps) {
  const app = useApp();
  const { t } = app;
  const root = `/v1/ads/advertisers/${organisation}/pictures`;
  const [sent, setSent] = useState<AdPicture | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [looks, setLooks] = useState(0);
  const watched = sent?.id ?? (picture === '' ? undefined : picture);
  useEffect(() => {
    if (watched === undefined || (sent !== null && sent.state !== 'checking')) return;
    let gone = false;
    const timer = setTimeout(
      () => {
        void app.api.get<AdPicture>(`${root}/${watched}`).then((reply) => {
          if (gone || reply.kind !== 'ok') return;
          setSent(reply.value);
          if (reply.value.state === 'ready') onPicture(reply.value.id);
          else if (reply.value.state === 'checking' && looks < LOOKS_MAX) setLooks(looks + 1);
        });
      },
      sent === null ? 0 : LOOK_EVERY_MS,
    );
    return () => {
      gone = true;
      clearTimeout(timer);
    };
    // Depends on less than it reads: another look
  }, [watched, looks, sent?.state]);
  async function send(file: File): Promise<void> {
    setProblem(null);
    if (file.size > BYTES_MAX) {
      setProblem(t('adPicture.tooHeavy'));
      return;
    }
    const data = base64Of(new Uint8Array(await file.arrayBuffer()));
    const reply = await app.api.send<AdPicture>('POST', root, { data });
    if (reply.kind !== 'ok') {
      setProblem(failureText(app, reply));
      return;
    }
    setLooks(0);
    setSent(reply.value);
  }
  const url = sent?.files[0]?.url;
  return (
    <div class="field">
      <span class="field-label">{t('adPicture.label')}</span>
      <div class="ads-picture">
        {url !== undefined && <img src={url} alt="" />}
        <label class="button">
          <Icon name="upload" />
          {sent?.state === 'checking' ? t('adPicture.checking') : t('adPicture.choose')}
          <input
            type="file"
            accept="image/jpeg,image/png,image/webp"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              if (file !== undefined) void send(file);
            }}
          />
        </label>
      </div>
      <small>{t('adPicture.hint')}</small>
      {(problem !== null || sent?.state === 'refused') && (
        <p class="field-problem" role="alert">
          {problem ?? t('adPicture.refused')}
        </p>
      )}
    </div>
  );
}

function base64Of(bytes: Uint8Array): string {
  let letters = '';
  for (let at = 0; at < bytes.length; at += CHUNK)
    letters += String.fromCharCode(...bytes.subarray(at, at + CHUNK));
  return btoa(letters);
}
