// Drafts an act: its fields, what it says in words that the signer can compare, and the file to take away or to sign here.

import { useEffect, useState } from 'preact/hooks';
import type { DealAct } from '@jhalak/contracts/handover-deal';
import type { DealRoom } from '@jhalak/contracts/handover-room';
import { toField } from '../desk/when.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { ActField } from './act-fields.tsx';
import {
  keepFile,
  readFile,
  sha256Hex,
  signedBytes,
  unsignedFile,
  type BroughtFile,
} from './act-file.ts';
import { actOf, fieldsOf, openActs, type FormAct, type Values } from './act-forms.ts';
import { canSign, signInBrowser } from './browser-sign.ts';
import { DigestWords } from './digest.tsx';

/** As long as an approval counts when nobody says how long. */
const APPROVAL_MS = 14 * 86_400_000;

interface DraftProps {
  room: DealRoom;
  aheadMs: number;
  onSigned: (file: BroughtFile) => void;
}

export function DraftAct({ room, aheadMs, onSigned }: DraftProps) {
  const { t } = useApp();
  const open = openActs(room);
  const [picked, setPicked] = useState<FormAct | ''>('');
  const act = picked !== '' && open.includes(picked) ? picked : open[0];
  const [values, setValues] = useState<Values>({});
  const { head } = room.view;
  // Another step has other fields, and another kind of act too.
  useEffect(() => setValues({ expiresAtMs: toField(Date.now() + APPROVAL_MS) }), [act, head]);
  if (act === undefined)
    return (
      <section class="act-draft">
        <h2>{t('transfer.draft')}</h2>
        <p class="outside-none">{t('transfer.nothingToSign')}</p>
      </section>
    );
  const drafted = actOf(act, values, room, Date.now() + aheadMs);
  return (
    <section class="act-draft" aria-labelledby="draft-title">
      <h2 id="draft-title">{t('transfer.draft')}</h2>
      <p class="soft">{t('transfer.draftText')}</p>
      <label class="field">
        <span>{t('transfer.act')}</span>
        <select value={act} onChange={(event) => setPicked(event.currentTarget.value as FormAct)}>
          {open.map((one) => (
            <option key={one} value={one}>
              {t(`transferAct.${one}`)}
            </option>
          ))}
        </select>
        <small>{t(`transferActText.${act}`)}</small>
      </label>
      {fieldsOf(act, room).map((field) => (
        <ActField
          key={`${act} ${field.name} ${head}`}
          field={field}
          room={room}
          value={values[field.name] ?? ''}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
        />
      ))}
      {act === 'approve' && room.view.proposal !== undefined && (
        <DigestWords name={t('transfer.scopeText')} hex={room.view.proposal.scope} />
      )}
      {drafted === undefined ? (
        <p class="soft">{t('transfer.incomplete')}</p>
      ) : (
        <Away act={drafted} onSigned={onSigned} />
      )}
    </section>
  );
}

function Away({ act, onSigned }: { act: DealAct; onSigned: (file: BroughtFile) => void }) {
  const { t, say } = useApp();
  const [here, setHere] = useState<boolean | null>(null);
  useEffect(() => void canSign().then(setHere), []);
  const file = unsignedFile(act);
  const name = `${act.act}-${act.deal.slice(-4)}.json`;
  async function sign(key: File): Promise<void> {
    const signed = await signInBrowser(file, await key.text());
    const brought = signed && readFile(JSON.stringify(signed));
    if (brought === undefined) say(t('transfer.noKey'));
    else onSigned(brought);
  }
  return (
    <div class="act-away">
      <details>
        <summary>{t('transfer.actDigest')}</summary>
        <DigestWords name={t('transfer.actDigestText')} hex={sha256Hex(signedBytes(file))} />
      </details>
      <div class="act-ways">
        <div>
          <button
            type="button"
            class="button primary"
            onClick={() => keepFile(name, `${JSON.stringify(file)}\n`)}
          >
            <Icon name="download" />
            {t('transfer.takeDraft')}
          </button>
          <p class="soft">{t('transfer.signElsewhere')}</p>
          <code class="command">npx jhalak handover sign {name} --key KEY.pem</code>
        </div>
        {here === true && (
          <div>
            <label class="button file-button">
              <Icon name="settings" />
              {t('transfer.signHere')}
              <input
                type="file"
                accept=".pem"
                onChange={(event) => {
                  const key = event.currentTarget.files?.[0];
                  event.currentTarget.value = '';
                  if (key !== undefined) void sign(key);
                }}
              />
            </label>
            <p class="soft">{t('transfer.signHereText')}</p>
          </div>
        )}
        {here === false && <p class="soft">{t('transfer.cannotSign')}</p>}
      </div>
    </div>
  );
}
