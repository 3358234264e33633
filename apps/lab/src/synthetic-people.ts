// People by the thousand for measurements, written straight into the tables: what a person has on average, with bytes as random as
// sealed ones. They cannot sign in and have no keys.

import { NOTICE_VERSION } from '@jhalak/contracts/consent-notice';
import type { PostgresDatabase } from '@jhalak/postgres';

const NOW_MS = 1_767_571_200_000;
/** Rows of one person, summed over the tables below. */
export const ROWS_A_PERSON = 33;

const BYTES = (seed: string) =>
  `decode(md5(${seed}) || md5(${seed} || 'a') || md5(${seed} || 'b') || md5(${seed} || 'c'), 'hex')`;

const FILLS = [
  `INSERT INTO persons (person_id, created_at_ms, languages, genres, age_band, consent_personalisation, notice_version,
      notice_language, handle, signed_up_at_ms, display_name, sample)
    SELECT id, ${NOW_MS} + n, '{hi,en}', '{music}', '18plus', true, '${NOTICE_VERSION}', 'hi', 'person_' || n, ${NOW_MS}, 'आशा ' || n, false
    FROM people`,
  `INSERT INTO handles (skeleton, handle, person_id, claimed_at_ms)
    SELECT 'person_' || n, 'person_' || n, id, ${NOW_MS} FROM people`,
  `INSERT INTO credentials (person_id, password_hash, changed_at_ms)
    SELECT id, '$argon2id$v=19$m=19456,t=2,p=1$' || md5(n::text) || md5(n::text || 'x'), ${NOW_MS} FROM people`,
  `INSERT INTO consents (person_id, consent_id, at_ms, age_band, personalisation, lock, ads, notice_version, notice_language)
    SELECT id, gen_random_uuid(), ${NOW_MS} + n, '18plus', true, false, false, '${NOTICE_VERSION}', 'hi' FROM people`,
  `INSERT INTO person_activity (person_id, last_active_at_ms) SELECT id, ${NOW_MS} FROM people`,
  `INSERT INTO taste_viewers (person_id, sealed, window_number)
    SELECT id, ${BYTES('n::text')} || ${BYTES(`n::text || 'y'`)}, n FROM people`,
  `INSERT INTO social_following (person_id, followee_id, since_ms)
    SELECT id, gen_random_uuid(), ${NOW_MS} FROM people, generate_series(1, 3)`,
  `INSERT INTO social_likes (person_id, video_id, since_ms)
    SELECT id, gen_random_uuid(), ${NOW_MS} FROM people, generate_series(1, 4)`,
  `INSERT INTO attention_seen (person_id, video_id, seen_at_ms)
    SELECT id, gen_random_uuid(), ${NOW_MS} + n FROM people, generate_series(1, 10)`,
  `INSERT INTO journal (epoch, xid, at_ms, stream, key, type, facts, subject, key_class, sealed)
    SELECT 1, pg_current_xact_id(), ${NOW_MS} + n, 'attention.events', gen_random_uuid()::text, 'watched',
      jsonb_build_object('slot', gen_random_uuid(), 'surface', 'feed.for_you'), id, 'activity', ${BYTES('n::text || e')}
    FROM people, generate_series(1, 10) AS e`,
];

/** @param count how many. Cost: some 100 µs each. */
export async function addSyntheticPeople(database: PostgresDatabase, count: number): Promise<void> {
  const client = await database.pool.connect();
  try {
    await client.query('SET statement_timeout = 0');
    await client.query(
      'CREATE TEMPORARY TABLE people AS SELECT n, gen_random_uuid() AS id FROM generate_series(1, $1::int) AS n',
      [count],
    );
    for (const text of FILLS) await client.query(text);
    await client.query('DROP TABLE people');
    await client.query('ANALYZE');
  } finally {
    client.release(true);
  }
}
