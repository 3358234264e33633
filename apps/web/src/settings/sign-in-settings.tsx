// How one signs in: the number, passkeys, recovery codes. What is sensitive asks first whether it is really oneself.

import type { RecoveryCodes as Codes } from '@jhalak/contracts/accounts';
import type { CodeAsked, OwnWays, Passkey, SignInWays } from '@jhalak/contracts/sign-in';
import { useEffect, useState } from 'preact/hooks';
import { CodeStep } from '../account/code-step.tsx';
import { addPasskey, canUsePasskeys } from '../account/passkeys.ts';
import { wholeNumber } from '../account/phone-entry.tsx';
import { PhoneField } from '../account/phone-field.tsx';
import { accountProblemText } from '../account/problem-text.ts';
import { RecoveryCodes } from '../account/recovery-codes.tsx';
import { useStepUp } from '../account/step-up.tsx';
import { TestNote } from '../account/test-note.tsx';
import { ParentFirst } from '../family/parent-first.tsx';
import type { Failure, Reply } from '../api/client.ts';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { failureText } from '../shell/say-failure.ts';
import { Sheet } from '../shell/sheet.tsx';
import { SureButton } from '../shell/sure-button.tsx';
import { PasskeyRow } from './passkey-row.tsx';

type Guard = ReturnType<typeof useStepUp>['guard'];

export function SignInSettings() {
  const app = useApp();
  const { t, api } = app;
  const [ways, setWays] = useState<OwnWays | null>(null);
  const [here, setHere] = useState<SignInWays>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  const [codes, setCodes] = useState<readonly string[] | null>(null);
  const { guard, sheet } = useStepUp();
  async function load(): Promise<void> {
    const [own, cell] = await Promise.all([
      api.get<OwnWays>('/v1/sign-in/ways'),
      api.get<SignInWays>('/v1/sign-in'),
    ]);
    if (own.kind === 'ok') setWays(own.value);
    setFailure(own.kind === 'ok' ? null : own);
    if (cell.kind === 'ok') setHere(cell.value);
  }
  useEffect(() => {
    void load();
    // Depends on less than it reads: once
  }, []);

  async function renew(): Promise<void> {
    const reply = await guard(
      async () => await api.send<Codes>('POST', '/v1/accounts/me/recovery-codes', {}),
    );
    if (reply?.kind === 'ok') setCodes(reply.value.recoveryCodes);
    else if (reply !== undefined) app.say(accountProblemText(app, reply));
  }

  return (
    <section>
      <h2>{t('ways.title')}</h2>
      {failure !== null && (
        <p class="field-problem" role="alert">
          {failureText(app, failure)}
        </p>
      )}
      {ways === null && failure === null && (
        <div class="bone bone-block" role="status" aria-label={t('common.loading')} />
      )}
      {ways !== null && (
        <>
          <OwnNumber ways={ways} here={here} guard={guard} onWays={setWays} />
          <OwnPasskeys ways={ways} here={here} guard={guard} onWays={setWays} onChanged={load} />
          <div class="setting-action">
            <span>
              <b>{t('ways.codes')}</b>
              <small>{t('ways.codesLeft', { count: ways.recoveryCodes })}</small>
            </span>
            <SureButton onSure={() => void renew()}>{t('ways.newCodes')}</SureButton>
          </div>
        </>
      )}
      {sheet}
      {codes !== null && (
        <Sheet title={t('codes.title')} onClose={() => setCodes(null)}>
          <RecoveryCodes
            codes={codes}
            onDone={() => {
              setCodes(null);
              void load();
            }}
          />
        </Sheet>
      )}
    </section>
  );
}

interface PartProps {
  ways: OwnWays;
  here: SignInWays;
  guard: Guard;
  onWays: (ways: OwnWays) => void;
}

function OwnNumber({ ways, here, guard, onWays }: PartProps) {
  const app = useApp();
  const { t } = app;
  const [setting, setSetting] = useState(false);
  const remove = useRemoval(guard, onWays);
  if (here.phone === undefined && ways.phone === undefined) return null;
  return (
    <>
      <div class="setting-action">
        <span>
          <b>{t('signIn.phone')}</b>
          <small dir="ltr">{ways.phone?.number ?? t('ways.noPhone')}</small>
        </span>
        {here.phone !== undefined && app.viewer?.child?.consent !== false && (
          <button type="button" class="button" onClick={() => setSetting(true)}>
            {t(ways.phone === undefined ? 'ways.addPhone' : 'ways.changePhone')}
          </button>
        )}
      </div>
      {app.viewer?.child?.consent === false && <ParentFirst />}
      {ways.phone !== undefined && (
        <SureButton onSure={() => void remove.run('/v1/accounts/me/phone')}>
          {t(remove.isLast ? 'ways.removeLast' : 'ways.removePhone')}
        </SureButton>
      )}
      {remove.isLast && (
        <p class="field-problem" role="alert">
          {t('ways.lastWay')}
        </p>
      )}
      {setting && here.phone !== undefined && (
        <NumberSheet
          phone={here.phone}
          guard={guard}
          onClose={() => setSetting(false)}
          onSet={(after) => {
            onWays(after);
            setSetting(false);
            app.say(t('ways.phoneSet'));
          }}
        />
      )}
    </>
  );
}

function OwnPasskeys({
  ways,
  here,
  guard,
  onWays,
  onChanged,
}: PartProps & { onChanged: () => Promise<void> }) {
  const app = useApp();
  const { t, api } = app;
  const [lastId, setLastId] = useState('');
  const remove = useRemoval(guard, onWays);
  const canAdd = here.passkeyDomain !== undefined && canUsePasskeys();
  async function add(): Promise<void> {
    const outcome = await guard(async () => await addPasskey(api));
    if (outcome === undefined || outcome.kind === 'left') return;
    app.say(outcome.kind === 'ok' ? t('ways.passkeyAdded') : accountProblemText(app, outcome));
    await onChanged();
  }
  async function rename({ id }: Passkey, name: string): Promise<void> {
    const reply = await api.send<Passkey>('PATCH', `/v1/passkeys/${id}`, { name });
    if (reply.kind !== 'ok') app.say(failureText(app, reply));
    await onChanged();
  }
  if (!canAdd && ways.passkeys.length === 0) return null;
  return (
    <>
      <div class="setting-action">
        <span>
          <b>{t('ways.passkeys')}</b>
          <small>{t('ways.passkeysHint', { domain: here.passkeyDomain ?? '' })}</small>
        </span>
        {canAdd && (
          <button type="button" class="button" onClick={() => void add()}>
            <Icon name="plus" />
            {t('ways.addPasskey')}
          </button>
        )}
      </div>
      {ways.passkeys.length > 0 && (
        <ul class="sessions">
          {ways.passkeys.map((passkey) => (
            <PasskeyRow
              key={passkey.id}
              passkey={passkey}
              isLast={remove.isLast && lastId === passkey.id}
              onRename={(name) => void rename(passkey, name)}
              onRemove={() => {
                setLastId(passkey.id);
                void remove.run(`/v1/passkeys/${passkey.id}`);
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
}

/** Takes a way in away; the last one only when it was said so. */
function useRemoval(guard: Guard, onWays: (ways: OwnWays) => void) {
  const app = useApp();
  const [isLast, setIsLast] = useState(false);
  async function run(path: string): Promise<void> {
    const reply = await guard(
      async () => await app.api.send<OwnWays>('DELETE', isLast ? `${path}?evenLast=yes` : path),
    );
    if (reply === undefined) return;
    setIsLast(reply.kind === 'problem' && reply.code === 'sign_in.last_way');
    if (reply.kind === 'ok') {
      onWays(reply.value);
      app.say(app.t('ways.removed'));
    } else if (reply.kind !== 'problem' || reply.code !== 'sign_in.last_way')
      app.say(accountProblemText(app, reply));
  }
  return { isLast, run };
}

interface NumberSheetProps {
  phone: NonNullable<SignInWays['phone']>;
  guard: Guard;
  onSet: (ways: OwnWays) => void;
  onClose: () => void;
}

function NumberSheet({ phone, guard, onSet, onClose }: NumberSheetProps) {
  const app = useApp();
  const { t, api, locale } = app;
  const [typed, setTyped] = useState('');
  const [asked, setAsked] = useState<CodeAsked | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = async (): Promise<Reply<CodeAsked>> =>
    await api.send<CodeAsked>('POST', '/v1/accounts/me/phone', { phone: typed, language: locale });
  async function send(): Promise<void> {
    setProblem(null);
    const reply = await guard(ask);
    if (reply?.kind === 'ok') setAsked(reply.value);
    else if (reply !== undefined) setProblem(accountProblemText(app, reply));
  }
  async function give(attempt: string, code: string): Promise<Failure | undefined> {
    const reply = await guard(
      async () => await api.send<OwnWays>('PUT', '/v1/accounts/me/phone', { attempt, code }),
    );
    if (reply === undefined || reply.kind !== 'ok') return reply;
    onSet(reply.value);
    return undefined;
  }
  return (
    <Sheet title={t('signIn.phone')} onClose={onClose}>
      {asked === null ? (
        <form
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            void send();
          }}
        >
          {phone.test && <TestNote />}
          <PhoneField callingCode={phone.callingCode} value={typed} onValue={setTyped} />
          {problem !== null && (
            <p class="field-problem" role="alert">
              {problem}
            </p>
          )}
          <div class="actions">
            <button type="submit" class="button primary tall">
              {t('signIn.sendCode')}
            </button>
          </div>
        </form>
      ) : (
        <CodeStep
          phone={wholeNumber(phone.callingCode, typed)}
          asked={asked}
          onCode={async (code) => await give(asked.attempt, code)}
          again={ask}
          onAsked={setAsked}
          onBack={() => setAsked(null)}
        />
      )}
    </Sheet>
  );
}
