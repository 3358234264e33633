-- Each owner's word for the next one, signed by both: others learn by it which key speaks for the cell now.
CREATE TABLE border_successions (
  owner_epoch bigint PRIMARY KEY,
  region cell_region,
  statement text NOT NULL
);
