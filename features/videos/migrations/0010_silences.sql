-- Sounds that must not be heard although no order says so: moderators silenced them everywhere, or whose sound it is took it out of
-- others' clips. Clips that carry one stay and play without sound. Orders are not here: they stand in the register of orders.
CREATE TABLE video_silences (
  sound_id uuid NOT NULL,
  by text NOT NULL CHECK (by IN ('moderator', 'creator')),
  region cell_region,
  reason text NOT NULL,
  at_ms bigint NOT NULL,
  PRIMARY KEY (sound_id, by)
);
