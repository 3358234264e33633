-- Cards that an order hides now: on the kill list for as long as it does, and lit again with it.
CREATE TABLE lock_ordered (
  card_id uuid PRIMARY KEY,
  region cell_region,
  since_ms bigint NOT NULL
);
-- Beside the operator's switch: the whole app is closed by an order.
ALTER TABLE lock_kill ADD COLUMN ordered_dark boolean NOT NULL DEFAULT false;
-- The journal window of the orders that were known when a pack was made.
ALTER TABLE lock_channels ADD COLUMN made_of_orders bigint NOT NULL DEFAULT 0;
