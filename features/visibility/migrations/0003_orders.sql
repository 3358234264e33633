-- Orders as they stand: what each hides, and for whom. A projection of orders.order.
CREATE TABLE visibility_orders (
  order_id uuid PRIMARY KEY,
  region cell_region,
  in_force boolean NOT NULL,
  -- [{kind, id | text}]
  targets jsonb NOT NULL,
  -- ISO 3166-2; null: the whole country.
  states text[],
  law text NOT NULL,
  interim boolean NOT NULL,
  since_ms bigint NOT NULL,
  window_number bigint NOT NULL
);

-- What a legal officer withheld by a word alone before there were orders: removed now, so that it stays dark.
UPDATE visibility_videos SET flags = (flags & ~16) | 2 WHERE flags & 16 <> 0;
