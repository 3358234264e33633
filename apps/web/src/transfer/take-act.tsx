// Takes a signed file: shows what it says and whose key it names, and hands it to the server. A refusal is the rule's own
// sentence.

import { useEffect, useState } from 'preact/hooks';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { readFile, type BroughtFile } from './act-file.ts';
import { ACTS } from './act-forms.ts';
import { DigestWords } from './digest.tsx';

/** An opening with all its parties takes 30 kB. */
const FILE_BYTES_MAX = 160_000;

interface TakeProps {
  room: DealRoom | null;
  /** Signed in this browser. */
  given: BroughtFile | null;
  onTaken: (deal: string) => void;
}

export function TakeAct({ room, given, onTaken }: TakeProps) {
  const app = useApp();
  const { t, api, say } = app;
  const [brought, setBrought] = useState<BroughtFile | null>(null);
  const [refusal, setRefusal] = useState<{ title: string; rule: string } | null>(null);
  const [over, setOver] = useState(false);
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    if (given === null) return;
    setBrought(given);
    setRefusal(null);
  }, [given]);
  async function read(file: File | undefined): Promise<void> {
    if (file === undefined) return;
    // What was brought before is not added by a press that was meant for this one.
    setBrought(null);
    setRefusal(null);
    const found = file.size > FILE_BYTES_MAX ? undefined : readFile(await file.text());
    setBrought(found ?? null);
    setRefusal(found === undefined ? { title: t('transfer.noAct'), rule: '' } : null);
  }
  async function post({ file, act }: BroughtFile): Promise<void> {
    setBusy(true);
    const path = act.act === 'open' ? '' : `/${encodeURIComponent(act.deal)}/acts`;
    const reply = await api.send<unknown>('POST', `/v1/handover/deals${path}`, { file });
    setBusy(false);
    if (reply.kind === 'ok') {
      setBrought(null);
      setRefusal(null);
      say(t('transfer.taken'));
      onTaken(act.deal);
    } else if (reply.kind === 'problem' && reply.code.startsWith('handover.'))
      // Rules are written in one language, so that everybody refers to the same sentence.
      setRefusal({ title: t('transfer.refused'), rule: reply.detail });
    else setRefusal({ title: failureText(app, reply), rule: '' });
  }
  return (
    <section class="act-take" aria-labelledby="take-title">
      <h2 id="take-title">{t('transfer.bring')}</h2>
      <p class="soft">{t('transfer.bringText')}</p>
      <div
        class={over ? 'act-drop is-over' : 'act-drop'}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void read(event.dataTransfer?.files[0]);
        }}
      >
        <p>{t('transfer.drop')}</p>
        <label class="button file-button">
          <Icon name="upload" />
          {t('transfer.chooseFile')}
          <input
            type="file"
            accept=".json,application/json"
            onChange={(event) => {
              const file = event.currentTarget.files?.[0];
              event.currentTarget.value = '';
              void read(file);
            }}
          />
        </label>
      </div>
      {brought !== null && (
        <div class="act-brought">
          <Says brought={brought} room={room} />
          <button
            type="button"
            class="button primary"
            disabled={busy}
            onClick={() => void post(brought)}
          >
            <Icon name="check" />
            {t('transfer.add')}
          </button>
        </div>
      )}
      {refusal !== null && (
        <div class="act-refused" role="alert">
          <b>{refusal.title}</b>
          {refusal.rule !== '' && <p lang="en">{refusal.rule}</p>}
        </div>
      )}
    </section>
  );
}

function Says({ brought, room }: { brought: BroughtFile; room: DealRoom | null }) {
  const { t } = useApp();
  const { act, keyId, digest } = brought;
  const signer = room?.parties
    .flatMap(({ people, side, name }) => people.map((one) => ({ ...one, side, party: name })))
    .find((one) => one.keyId === keyId);
  const known = ACTS.find((one) => one === act.act);
  return (
    <>
      <h3>{known === undefined ? t('transfer.opening') : t(`transferAct.${known}`)}</h3>
      <p class={keyId === undefined ? 'verdict-line is-bad' : 'verdict-line is-good'}>
        <Icon name={keyId === undefined ? 'flag' : 'person'} />
        {keyId === undefined
          ? t('transfer.unsigned')
          : signer === undefined
            ? t('transfer.keyUnknown', { key: keyId.slice(0, 12) })
            : t('transfer.keyOf', { who: signer.name, side: t(`transferSide.${signer.side}`) })}
      </p>
      <details>
        <summary>{t('transfer.actDigest')}</summary>
        <DigestWords name={t('transfer.actDigestText')} hex={digest} />
        <pre class="act-json">{JSON.stringify(act, null, 2)}</pre>
      </details>
    </>
  );
}
