-- Why a cell is frozen: handed over, closing for good, held for an authority, or released from that and not yet open.
ALTER TABLE handover_standing ADD COLUMN why text NOT NULL DEFAULT 'handover'
  CHECK (why IN ('handover', 'wind_down', 'hold', 'released'));
-- Until when people can take their data along, where it closes for good.
ALTER TABLE handover_standing ADD COLUMN deadline_ms bigint;
