// What a sealed window holds, as SQL: the one place that knows.
//
// A window holds the events that became visible between the snapshot of the window before it and its own (`upto`). Of
// two changes of one row the later one waits for the earlier one's commit, so no snapshot sees the later without the
// earlier: across windows each key is in the order of commits; inside a window positions order it.

/** Events of windows: columns `window_number` and those of `journal`. Its index (epoch, xid) serves both halves. */
export const WINDOW_EVENTS = `(
  SELECT w.number AS window_number, j.*
  FROM journal_windows AS w
  JOIN journal AS j ON j.epoch = w.epoch AND j.xid >= w.from_xid AND j.xid < w.to_xid
    AND pg_visible_in_snapshot(j.xid, w.upto)
  UNION ALL
  SELECT w.number AS window_number, j.*
  FROM journal_windows AS w CROSS JOIN LATERAL unnest(w.late) AS late (xid)
  JOIN journal AS j ON j.epoch = w.epoch AND j.xid = late.xid
)`;

// The newest window of the epoch $1; before the first one nothing was given and nothing was open.
const LAST = `last AS (
    SELECT coalesce(max(number), 0) AS number,
      coalesce((SELECT to_xid FROM journal_windows WHERE epoch = $1 ORDER BY number DESC LIMIT 1), '0'::xid8) AS to_xid,
      coalesce((SELECT array(SELECT pg_snapshot_xip(upto)) FROM journal_windows WHERE epoch = $1
        ORDER BY number DESC LIMIT 1), '{}') AS open
    FROM journal_windows
  )`;

/** Seals what is committed now, if there is something. Parameters: epoch, now in ms. */
export const SEAL = {
  name: 'journal.seal',
  text: `WITH ${LAST},
    now AS MATERIALIZED (SELECT pg_current_snapshot() AS upto),
    ended AS (
      SELECT coalesce(array_agg(xid), '{}') AS xids FROM last, now, unnest(last.open) AS xid
      WHERE pg_visible_in_snapshot(xid, now.upto)
    ), content AS (
      SELECT (SELECT count(*)::int FROM journal WHERE epoch = $1 AND xid >= (SELECT to_xid FROM last)
          AND xid < (SELECT pg_snapshot_xmax(upto) FROM now) AND pg_visible_in_snapshot(xid, (SELECT upto FROM now)))
        + (SELECT count(*)::int FROM journal WHERE epoch = $1 AND xid = ANY((SELECT xids FROM ended)::xid8[])) AS events
    )
    INSERT INTO journal_windows (number, epoch, from_xid, to_xid, upto, late, events, sealed_at_ms)
    SELECT last.number + 1, $1, last.to_xid, pg_snapshot_xmax(now.upto), now.upto, ended.xids, content.events, $2
    FROM last, now, ended, content
    WHERE content.events > 0
    ON CONFLICT (number) DO NOTHING
    RETURNING number`,
};

/** Whether something committed is in no window. Parameter: epoch. */
export const UNSEALED = {
  name: 'journal.unsealed',
  text: `WITH ${LAST}
    SELECT coalesce((SELECT xid FROM journal WHERE epoch = $1 ORDER BY xid DESC LIMIT 1) >= (SELECT to_xid FROM last), false)
      OR EXISTS (SELECT 1 FROM journal WHERE epoch = $1 AND xid = ANY((SELECT open FROM last)::xid8[])) AS some`,
};

/** Closes an epoch whose transactions are those of another cluster: all have ended. Parameters: epoch, now in ms. */
export const CLOSE_EPOCH = {
  name: 'journal.close_epoch',
  text: `WITH ${LAST},
    content AS (SELECT count(*)::int AS events FROM journal, last
      WHERE epoch = $1 AND (journal.xid >= last.to_xid OR journal.xid = ANY(last.open)))
    INSERT INTO journal_windows (number, epoch, from_xid, to_xid, upto, late, events, sealed_at_ms)
    SELECT last.number + 1, $1, last.to_xid, '18446744073709551615'::xid8,
      '18446744073709551615:18446744073709551615:'::pg_snapshot, last.open, content.events, $2
    FROM last, content
    WHERE content.events > 0`,
};

/** Deletes the events of all windows up to $1. What was open at the last of them belongs to a later one. */
export const DELETE_EVENTS = {
  name: 'journal.prune_events',
  text: `DELETE FROM journal AS j USING (
      SELECT DISTINCT ON (epoch) epoch, to_xid, upto FROM journal_windows
      WHERE number <= $1 ORDER BY epoch, number DESC
    ) AS w WHERE j.epoch = w.epoch AND j.xid < w.to_xid AND pg_visible_in_snapshot(j.xid, w.upto)`,
};
