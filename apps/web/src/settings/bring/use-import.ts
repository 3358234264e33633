// An archive on its way in: sent in pieces that survive a bad line, then looked at until its job rests.

import type { Import, ImportList, ImportPart } from '@jhalak/contracts/imports';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Upload as TusUpload } from 'tus-js-client';
import { useApp } from '../../shell/app-context.ts';
import { sayFailure } from '../../shell/say-failure.ts';
import { refusalIn } from './refusal.ts';

const ENDPOINT = '/v1/imports';
/** As clips are sent: a piece that a common proxy lets through. */
const CHUNK_BYTES = 4 * 1024 * 1024;
const RETRY_DELAYS_MS = [0, 1_000, 3_000, 5_000, 10_000];
/** While something happens it is looked at so often. */
const LOOK_EVERY_MS = 2_000;

export interface BringState {
  /** Null: none yet; undefined: not known yet. */
  latest: Import | null | undefined;
  /** 0 to 1 while bytes go; null: none go from this page. */
  sent: number | null;
  /** The line broke: the same file goes on from where it stands. */
  broken: boolean;
  pick: (file: File) => Promise<void>;
  start: (parts: readonly ImportPart[]) => Promise<void>;
  undo: () => Promise<void>;
  giveUp: () => Promise<void>;
}

export function useImport(): BringState {
  const app = useApp();
  const { api, viewer } = app;
  const [latest, setLatest] = useState<Import | null | undefined>(undefined);
  const [sent, setSent] = useState<number | null>(null);
  const [broken, setBroken] = useState(false);
  const sending = useRef<TusUpload | null>(null);
  const handle = viewer?.handle;

  async function look(): Promise<void> {
    const reply = await api.get<ImportList>('/v1/me/imports');
    if (reply.kind === 'ok') setLatest(reply.value.items[0] ?? null);
  }
  useEffect(() => {
    if (handle !== undefined) void look();
    return () => void sending.current?.abort();
    // Depends on less than it reads: whose it is says all
  }, [handle]);
  const moves = latest !== undefined && latest !== null && isMoving(latest);
  useEffect(() => {
    if (!moves) return;
    const timer = setInterval(() => {
      if (!document.hidden) void look();
    }, LOOK_EVERY_MS);
    return () => clearInterval(timer);
  }, [moves]);

  async function pick(file: File): Promise<void> {
    const { Upload: Tus } = await import('tus-js-client');
    const open = latest?.state === 'receiving' && latest.bytes === file.size ? latest : null;
    setBroken(false);
    setSent(0);
    const upload = new Tus(file, {
      endpoint: ENDPOINT,
      ...(open !== null && { uploadUrl: `${ENDPOINT}/${open.id}` }),
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      storeFingerprintForResuming: false,
      onProgress: (done, all) => setSent(done / Math.max(1, all)),
      onSuccess: () => {
        sending.current = null;
        setSent(null);
        void look();
      },
      onError: (error) => {
        sending.current = null;
        setSent(null);
        const refusal = refusalIn(error);
        setBroken(refusal === undefined);
        if (refusal?.kind === 'problem' && refusal.code === 'upload.disk_full')
          app.say(app.t('data.noSpace'));
        else if (refusal !== undefined) sayFailure(app, refusal);
        void look();
      },
    });
    sending.current = upload;
    upload.start();
  }

  async function act(path: string, body?: object): Promise<void> {
    if (!latest) return;
    const reply = await api.send<Import>('POST', `/v1/me/imports/${latest.id}/${path}`, body);
    if (reply.kind === 'ok') setLatest(reply.value);
    else sayFailure(app, reply);
  }

  /** What goes from this page, else what waits there; never one that has come before. */
  async function giveUp(): Promise<void> {
    const upload = sending.current;
    const open = latest?.state === 'receiving' || latest?.state === 'ready' ? latest : null;
    await upload?.abort();
    sending.current = null;
    setSent(null);
    setBroken(false);
    const address = upload === null ? open && `${ENDPOINT}/${open.id}` : upload.url;
    const { Upload: Tus } = await import('tus-js-client');
    if (address !== null) await Tus.terminate(address).catch(() => app.say(app.t('error.server')));
    await look();
  }

  return {
    ...{ latest, sent, broken, pick, giveUp },
    start: async (parts) => await act('start', { parts }),
    undo: async () => await act('undo'),
  };
}

function isMoving({ state, outcome }: Import): boolean {
  const clips = outcome?.clips;
  const isEncoding = clips !== undefined && clips.published + clips.refused < clips.came;
  return (
    state === 'checking' ||
    state === 'running' ||
    state === 'undoing' ||
    (state === 'done' && isEncoding)
  );
}
