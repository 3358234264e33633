// Sign out, delete the account, take the deletion back.

import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Account, AccountRestored } from '@jhalak/contracts/accounts';
import { accountProblemText } from '../account/problem-text.ts';
import { useStepUp } from '../account/step-up.tsx';
import { forgetPerson } from '../account/whose-phone.ts';
import { WorkLinks } from '../me/work-links.tsx';
import { useApp } from '../shell/app-context.ts';
import { Link } from '../shell/link.tsx';
import { sayFailure } from '../shell/say-failure.ts';
import { SureButton } from '../shell/sure-button.tsx';
import { saveDrafts } from '../uploads/save-drafts.ts';
import { hasUnfinished } from '../uploads/uploads-summary.ts';
import { ErasureReceipt, receiptAddress } from './erasure-receipt.tsx';
import { fullDateText } from './full-date.ts';
import { SessionSettings } from './session-settings.tsx';
import { SignInSettings } from './sign-in-settings.tsx';

export function AccountSettings() {
  const app = useApp();
  const { t, api, viewer } = app;
  const [account, setAccount] = useState<Account | null>(null);
  /** Just deleted here, and therefore signed out. */
  const [left, setLeft] = useState<{ account: Account; receipt: string | null } | null>(null);
  const [asking, setAsking] = useState(false);
  /** Signing out would lose clips that are not sent yet. */
  const [losing, setLosing] = useState(false);
  // An account that waits for its deletion is nobody to most of the API: ask, unless this is known to be a visitor.
  const visitor = viewer && viewer.handle === undefined;
  useEffect(() => {
    if (visitor) return;
    void api
      .get<Account>('/v1/accounts/me')
      .then((reply) => setAccount(reply.kind === 'ok' ? reply.value : null));
  }, [api, visitor, viewer?.handle]);

  async function signOut(isSure: boolean): Promise<void> {
    if (!isSure && hasUnfinished()) {
      setLosing(true);
      return;
    }
    // What was watched counts while it is known whose it is.
    void app.events.flush();
    const reply = await api.send('DELETE', '/v1/sessions/current');
    if (reply.kind !== 'ok' && !(reply.kind === 'problem' && reply.status === 401)) {
      sayFailure(app, reply);
      return;
    }
    await forgetPerson(app);
    setAccount(null);
    app.setViewer(null);
    app.navigate('/');
  }

  async function restore(): Promise<void> {
    const reply = await api.send<AccountRestored>('POST', '/v1/accounts/me/restore');
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    setAccount(reply.value.account);
    app.setViewer(reply.value.viewer);
    app.say(t('account.restored'));
  }

  function onDeleted(deleted: Account, receipt: string | null): void {
    void forgetPerson(app);
    setAccount(null);
    setLeft({ account: deleted, receipt });
    app.setViewer(null);
  }

  if (left !== null) {
    return (
      <LeavingNote account={left.account} receipt={left.receipt}>
        <Link href="/signin?next=/settings" class="button primary">
          {t('account.signInToKeep')}
        </Link>
      </LeavingNote>
    );
  }
  if (account === null) return <VisitorSettings />;
  if (account.deletionDueAtMs !== undefined) {
    return (
      <LeavingNote account={account}>
        <button type="button" class="button primary" onClick={() => void restore()}>
          {t('account.restore')}
        </button>
        <button type="button" class="button" onClick={() => void signOut(true)}>
          {t('account.signOut')}
        </button>
      </LeavingNote>
    );
  }
  return (
    <>
      <SignInSettings />
      <SessionSettings />
      <section>
        <h2>{t('account.title')}</h2>
        <p>
          <bdi>@{account.handle}</bdi>
        </p>
        <div class="row">
          <WorkLinks />
        </div>
        <div class="row">
          <button type="button" class="button" onClick={() => void signOut(false)}>
            {t('account.signOut')}
          </button>
          {!asking && (
            <button type="button" class="button danger" onClick={() => setAsking(true)}>
              {t('account.delete')}
            </button>
          )}
        </div>
        {losing && (
          <div class="warning" role="alert">
            <p>{t('account.unsent')}</p>
            <div class="row">
              <Link href="/create" class="button primary">
                {t('account.unsentLook')}
              </Link>
              <button type="button" class="button" onClick={() => void saveDrafts(app)}>
                {t('data.download')}
              </button>
              <button type="button" class="button danger" onClick={() => void signOut(true)}>
                {t('account.signOut')}
              </button>
            </div>
          </div>
        )}
        {asking && <DeleteAccount onDeleted={onDeleted} onCancel={() => setAsking(false)} />}
      </section>
    </>
  );
}

function LeavingNote({
  account,
  receipt = null,
  children,
}: {
  account: Account;
  receipt?: string | null;
  children: ComponentChildren;
}) {
  const { t, locale } = useApp();
  return (
    <section class="warning" role="status">
      <h2>{t('account.leaving')}</h2>
      <p>
        {t('account.leavingText', { date: fullDateText(account.deletionDueAtMs ?? 0, locale) })}
      </p>
      {receipt !== null && <ErasureReceipt address={receipt} />}
      <div class="row">{children}</div>
    </section>
  );
}

/** Without an account: how to get one, and how to erase what is kept of a visitor. */
function VisitorSettings() {
  const app = useApp();
  const { t, viewer } = app;
  const [receipt, setReceipt] = useState<string | null>(null);

  async function erase(): Promise<void> {
    const address = await receiptAddress(app.api);
    const reply = await app.api.send('DELETE', '/v1/viewers/me');
    if (reply.kind !== 'ok') {
      sayFailure(app, reply);
      return;
    }
    await forgetPerson(app);
    app.setViewer(null);
    setReceipt(address);
    app.say(t('account.erased'));
  }

  return (
    <section>
      <h2>{t('account.title')}</h2>
      <p class="soft">{t('me.visitorText')}</p>
      <div class="row">
        <Link href="/signup" class="button primary">
          {t('account.signUp')}
        </Link>
        <Link href="/signin" class="button">
          {t('account.signIn')}
        </Link>
      </div>
      {viewer && (
        <div class="setting-action">
          <span>
            <b>{t('account.erase')}</b>
            <small>{t('account.eraseHint')}</small>
          </span>
          <SureButton onSure={() => void erase()}>{t('account.eraseAction')}</SureButton>
        </div>
      )}
      {receipt !== null && <ErasureReceipt address={receipt} />}
    </section>
  );
}

function DeleteAccount({
  onDeleted,
  onCancel,
}: {
  onDeleted: (account: Account, receipt: string | null) => void;
  onCancel: () => void;
}) {
  const app = useApp();
  const { t } = app;
  const { guard, sheet } = useStepUp();
  const [problem, setProblem] = useState<string | null>(null);

  async function remove(event: Event): Promise<void> {
    event.preventDefault();
    const receipt = await receiptAddress(app.api);
    const reply = await guard(
      async () => await app.api.send<Account>('DELETE', '/v1/accounts/me', {}),
    );
    if (reply?.kind === 'ok') onDeleted(reply.value, receipt);
    else if (reply !== undefined) setProblem(accountProblemText(app, reply));
  }

  return (
    <>
      {sheet}
      <form class="warning" onSubmit={(event) => void remove(event)}>
        <h3>{t('account.deleteTitle')}</h3>
        <p>{t('account.deleteText')}</p>
        {problem !== null && (
          <p class="field-problem" role="alert">
            {problem}
          </p>
        )}
        <div class="row">
          <button type="button" class="button" onClick={onCancel}>
            {t('common.cancel')}
          </button>
          <button type="submit" class="button danger">
            {t('account.deleteConfirm')}
          </button>
        </div>
      </form>
    </>
  );
}
