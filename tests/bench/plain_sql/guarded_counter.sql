-- A counter that cannot pass the capacity, in one round trip.
\set person random(1, 1000000000)
WITH place AS (
  UPDATE sessions SET confirmed = confirmed + 1
  WHERE id = 1 AND confirmed < capacity RETURNING id)
INSERT INTO bookings (session_id, email, name)
  SELECT id, 'ada' || :person || '@example.org', 'Ada Example' FROM place;
