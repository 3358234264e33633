import { defineManifest } from '@jhalak/contracts';

const books = {
  class: 'restricted' as const,
  distribution: 'book',
  retention: {
    kind: 'forever' as const,
    why: 'accounts and closed months carry on what was; transfers and postings go after the years of the region’s law (src/books.ts)',
  },
  erasure: 'keep' as const,
  handover: 'transfer' as const,
};
const logYear = {
  kind: 'days' as const,
  days: 365,
  why: 'the journal is for readers; the books themselves are kept for the years of the law',
};

/** One ledger for all money of the cell. */
export const manifest = defineManifest({
  owner: 'ledger',
  tables: [
    {
      name: 'ledger_accounts',
      ...books,
      columns: { owner: 'personal', person_id: 'personal' },
      subject: 'person_id',
      // Amounts stay, because the law keeps books; whose they were does not.
      erasure: 'anonymise',
      export: {
        file: 'money',
        what: 'Your accounts in the cell’s ledger, in the smallest unit of the currency.',
        fields: {
          book: 'Currency, ISO 4217',
          kind: 'What the account is for',
          balance: 'What the cell owes you; negative: what you owe',
          entry_count: 'How often something was booked',
          opened_at_ms: 'When it was opened',
        },
        without: {
          account_id: 'A number of our own that says nothing of you',
          owner: 'It is you',
          may_overdraw: 'A rule of the kind of account',
          carried: 'Already in the balance',
        },
      },
    },
    { name: 'ledger_months', ...books, columns: { closed_by: 'personal' } },
    { name: 'ledger_transfers', ...books },
    { name: 'ledger_postings', ...books },
  ],
  streams: [
    {
      name: 'ledger.transfer',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
    {
      name: 'ledger.month',
      class: 'restricted',
      encrypted: false,
      retention: logYear,
      erasure: 'keep',
      handover: 'transfer',
    },
  ],
});
