-- Payments, refunds, and the documents of the tax law. Amounts are whole smallest units of the region's currency; the money
-- itself is in the ledger, under the same ids.

-- What an advertiser pays in. The row is there before the provider is asked: its id is what the provider knows it by.
CREATE TABLE ad_payments (
  organisation text NOT NULL,
  -- Also the id of the transfer in the ledger.
  payment_id uuid NOT NULL,
  region cell_region,
  currency text NOT NULL,
  -- What the wallet gets; the taxes come on top.
  net bigint NOT NULL CHECK (net > 0),
  -- [{name, rateBps, amount}]
  taxes jsonb NOT NULL,
  total bigint NOT NULL CHECK (total >= net),
  provider text NOT NULL,
  is_test boolean NOT NULL,
  -- The provider's own id; null while it was not asked.
  provider_id text,
  page_url text,
  return_path text NOT NULL,
  -- `paid` is final, whatever a provider says later.
  state text NOT NULL CHECK (state IN ('waiting', 'pending', 'paid', 'failed')),
  reason text,
  created_by uuid NOT NULL,
  created_at_ms bigint NOT NULL,
  -- When the provider was last asked how it stands.
  asked_at_ms bigint NOT NULL,
  paid_at_ms bigint,
  PRIMARY KEY (organisation, payment_id)
);
CREATE INDEX ad_payments_open ON ad_payments (asked_at_ms) WHERE state IN ('waiting', 'pending');

-- What goes back of a payment. The wallet is charged with the row; when the provider refuses, that is reversed.
CREATE TABLE ad_refunds (
  organisation text NOT NULL,
  -- Also the id of the transfer in the ledger.
  refund_id uuid NOT NULL,
  payment_id uuid NOT NULL,
  region cell_region,
  net bigint NOT NULL CHECK (net > 0),
  taxes jsonb NOT NULL,
  total bigint NOT NULL,
  state text NOT NULL CHECK (state IN ('asked', 'pending', 'done', 'failed')),
  reason text,
  created_by uuid NOT NULL,
  created_at_ms bigint NOT NULL,
  asked_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, refund_id)
);
CREATE INDEX ad_refunds_open ON ad_refunds (asked_at_ms) WHERE state IN ('asked', 'pending');
CREATE INDEX ad_refunds_of ON ad_refunds (organisation, payment_id);

-- Of which advertiser a payment or refund is that a provider names.
CREATE TABLE ad_references (
  reference uuid PRIMARY KEY,
  region cell_region,
  organisation text NOT NULL
);

-- What documents say of an advertiser beside what it signed up with.
CREATE TABLE ad_billing (
  organisation text PRIMARY KEY,
  region cell_region,
  address text NOT NULL,
  changed_at_ms bigint NOT NULL
);

-- The operator as documents name it. Each change is a new row.
CREATE TABLE ad_sellers (
  -- Always `house:seller`, which no advertiser can be called.
  seller text NOT NULL,
  version int NOT NULL,
  region cell_region,
  legal_name text NOT NULL,
  address text NOT NULL,
  tax_id text,
  state text,
  changed_by uuid NOT NULL,
  changed_at_ms bigint NOT NULL,
  PRIMARY KEY (seller, version)
);

-- The last number of a series in a financial year. It is raised in the transaction that makes the document: no gaps.
CREATE TABLE ad_document_numbers (
  series text NOT NULL,
  year text NOT NULL,
  region cell_region,
  last_number int NOT NULL,
  PRIMARY KEY (series, year)
);

-- Receipts, invoices, refund vouchers, credit notes. Rows are never changed.
CREATE TABLE ad_documents (
  organisation text NOT NULL,
  document_id uuid NOT NULL,
  region cell_region,
  kind text NOT NULL,
  number text NOT NULL,
  -- What it is for, so that it is made once: payment, refund or reversal id, or the month.
  about text NOT NULL,
  content jsonb NOT NULL,
  digest text NOT NULL,
  issued_at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, document_id),
  UNIQUE (organisation, kind, about)
);

-- A document as it was first written out; the same bytes ever after.
CREATE TABLE ad_document_files (
  organisation text NOT NULL,
  document_id uuid NOT NULL,
  region cell_region,
  pdf bytea NOT NULL,
  PRIMARY KEY (organisation, document_id)
);

-- Billed events that the operator took back.
CREATE TABLE ad_reversals (
  organisation text NOT NULL,
  grant_id uuid NOT NULL,
  showing uuid NOT NULL,
  region cell_region,
  campaign_id uuid NOT NULL,
  transfer_id uuid NOT NULL,
  units bigint NOT NULL,
  reason text NOT NULL,
  person_id uuid NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (organisation, grant_id, showing)
);

-- How the token of a paid event on a phone brand's lock screen begins: by it the brand finds the event on its statement.
ALTER TABLE ad_billed ADD COLUMN token_name text NOT NULL DEFAULT '';
