-- One row for each seat; everybody takes the first that nobody else is taking.
\set person random(1, 1000000000)
WITH seat AS (
  SELECT id FROM seats WHERE session_id = 1 AND booking_id IS NULL
  ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED),
booking AS (
  INSERT INTO bookings (session_id, email, name)
  SELECT 1, 'ada' || :person || '@example.org', 'Ada Example' FROM seat
  RETURNING id)
UPDATE seats SET booking_id = booking.id FROM seat, booking
  WHERE seats.id = seat.id;
