-- Everybody who books in a session waits for a lock, then counts anew.
\set person random(1, 1000000000)
BEGIN;
SELECT pg_advisory_xact_lock(1);
INSERT INTO bookings (session_id, email, name)
  SELECT 1, 'ada' || :person || '@example.org', 'Ada Example'
  WHERE (SELECT count(*) FROM bookings WHERE session_id = 1) <
        (SELECT capacity FROM sessions WHERE id = 1);
COMMIT;
