-- All rows of one book lie together (distribution column book): a transfer touches accounts of one book only, so that it is
-- one node's transaction and the book's trial balance one node's query.

-- Who holds how much. Positive: the house owes it to the account's owner; negative: it is owed to the house.
CREATE TABLE ledger_accounts (
  -- The currency, ISO 4217.
  book text NOT NULL CHECK (book ~ '^[A-Z]{3}$'),
  account_id uuid NOT NULL,
  region cell_region,
  kind text NOT NULL,
  -- Empty for the house itself, an organisation, or a person's id; null once that person was erased.
  owner text,
  -- Set where the owner is a person.
  person_id uuid,
  may_overdraw boolean NOT NULL,
  balance bigint NOT NULL,
  -- What postings say that were deleted after their years: the balance is this and all postings.
  carried bigint NOT NULL,
  -- How many postings there were ever; numbers them without gaps.
  entry_count bigint NOT NULL,
  opened_at_ms bigint NOT NULL,
  PRIMARY KEY (book, account_id),
  UNIQUE (book, kind, owner),
  CHECK (may_overdraw OR balance >= 0),
  CHECK (abs(balance) < 9007199254740992)
);
CREATE INDEX ledger_accounts_by_person ON ledger_accounts (person_id) WHERE person_id IS NOT NULL;

-- A month of a book, as the region's clocks show it. No row: nothing was posted in it yet.
CREATE TABLE ledger_months (
  book text NOT NULL,
  -- 12 times the year, and the month from 0.
  month int NOT NULL,
  region cell_region,
  -- Null while it takes postings.
  closed_at_ms bigint,
  closed_by uuid,
  transfer_count bigint,
  -- Of everything that was moved, one side.
  turnover bigint,
  -- [{kind, change}]: what the month changed, by kind of account; sums to zero.
  changes jsonb,
  -- SHA-256 over the month before's and every transfer's.
  digest bytea,
  forgotten_at_ms bigint,
  PRIMARY KEY (book, month)
);

-- What moved money, once each. Rows are never changed.
CREATE TABLE ledger_transfers (
  book text NOT NULL,
  transfer_id uuid NOT NULL,
  region cell_region,
  month int NOT NULL,
  kind text NOT NULL,
  -- The transfer that this one takes back, whole.
  reverses uuid,
  facts jsonb NOT NULL,
  -- SHA-256 of what it says: tells a repetition from another transfer under the same id.
  digest bytea NOT NULL,
  at_ms bigint NOT NULL,
  posted_at_ms bigint NOT NULL,
  PRIMARY KEY (book, transfer_id),
  UNIQUE (book, reverses)
);
CREATE INDEX ledger_transfers_by_month ON ledger_transfers (book, month, transfer_id);

-- Lines of transfers; those of one transfer sum to zero. Rows are never changed.
CREATE TABLE ledger_postings (
  book text NOT NULL,
  transfer_id uuid NOT NULL,
  account_id uuid NOT NULL,
  region cell_region,
  amount bigint NOT NULL CHECK (amount <> 0),
  balance_after bigint NOT NULL,
  -- The account's first posting has 1.
  entry bigint NOT NULL,
  PRIMARY KEY (book, transfer_id, account_id),
  UNIQUE (book, account_id, entry)
);
