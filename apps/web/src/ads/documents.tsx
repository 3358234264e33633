import { useState } from 'preact/hooks';
import type { AdDocument, Party } from '@jhalak/contracts/ad-money';
import { useApp } from '../shell/app-context.ts';
import { Icon } from '../shell/icons.tsx';
import { Sheet } from '../shell/sheet.tsx';
import { moneyText } from './money.ts';

/** Receipts, invoices, refund vouchers and credit notes, each as it was issued. */
export function Documents({ root, documents }: { root: string; documents: readonly AdDocument[] }) {
  const { t, locale } = useApp();
  const [open, setOpen] = useState<AdDocument | null>(null);
  return (
    <section aria-labelledby="documents-title">
      <h2 id="documents-title">{t('adMoney.documents')}</h2>
      {documents.length === 0 && <p class="soft">{t('adMoney.noDocuments')}</p>}
      <ul class="ads-lines">
        {documents.map((one) => (
          <li key={one.id}>
            <span>
              <button type="button" class="ads-inline" onClick={() => setOpen(one)}>
                {t(`adDocument.${one.kind}`)} {one.number}
              </button>
              <small>
                {one.date}
                {one.test && ' · TEST'}
              </small>
            </span>
            <b>{moneyText(one.total, one.currency, locale)}</b>
          </li>
        ))}
      </ul>
      {open !== null && <Paper document={open} root={root} onClose={() => setOpen(null)} />}
    </section>
  );
}

interface PaperProps {
  document: AdDocument;
  root: string;
  onClose: () => void;
}

function Paper({ document: paper, root, onClose }: PaperProps) {
  const { t, locale } = useApp();
  const money = (amount: number): string => moneyText(amount, paper.currency, locale);
  return (
    <Sheet title={`${t(`adDocument.${paper.kind}`)} ${paper.number}`} onClose={onClose}>
      {paper.test && <strong class="ads-test">TEST</strong>}
      <dl class="ads-sum">
        <PartyLine name={t('adMoney.seller')} party={paper.seller} />
        <PartyLine name={t('adMoney.buyer')} party={paper.buyer} />
        {paper.lines.map((line, at) => (
          <div key={at}>
            <dt dir="auto">{line.what}</dt>
            <dd>{money(line.net)}</dd>
          </div>
        ))}
        {paper.taxes.map((tax) => (
          <div key={tax.name}>
            <dt>
              {tax.name} {tax.rateBps / 100} %
            </dt>
            <dd>{money(tax.amount)}</dd>
          </div>
        ))}
        <div>
          <dt>{t('adMoney.total')}</dt>
          <dd>{money(paper.total)}</dd>
        </div>
      </dl>
      {paper.notes.map((note) => (
        <p key={note} class="soft">
          {note}
        </p>
      ))}
      <div class="row">
        <a class="button" href={`${root}/documents/${paper.id}/pdf`} target="_blank">
          <Icon name="download" />
          PDF
        </a>
        <a class="button" href={`${root}/documents/${paper.id}`} download={`${paper.number}.json`}>
          <Icon name="download" />
          JSON
        </a>
      </div>
      <code class="ticket">SHA-256 {paper.digest}</code>
    </Sheet>
  );
}

function PartyLine({ name, party }: { name: string; party: Party }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {party.legalName}
        {party.taxId !== undefined && ` · ${party.taxId}`}
        {party.state !== undefined && ` · ${party.state.name}`}
      </dd>
    </div>
  );
}
