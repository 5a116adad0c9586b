-- What the three plain patterns need. A session has more places than anybody
-- can book while it is measured.
CREATE TABLE sessions (
  id BIGINT PRIMARY KEY,
  capacity BIGINT NOT NULL,
  confirmed BIGINT NOT NULL CHECK (confirmed <= capacity)
);
INSERT INTO sessions VALUES (1, 1000000000, 0);

CREATE TABLE bookings (
  id BIGSERIAL PRIMARY KEY,
  session_id BIGINT NOT NULL,
  email TEXT NOT NULL,
  name TEXT NOT NULL,
  create_time TIMESTAMPTZ NOT NULL DEFAULT now()
);
CREATE INDEX bookings_by_session ON bookings (session_id);

CREATE TABLE seats (
  id BIGINT PRIMARY KEY,
  session_id BIGINT NOT NULL,
  booking_id BIGINT
);
INSERT INTO seats SELECT n, 1, NULL FROM generate_series(1, :seats) AS n;
CREATE INDEX seats_free ON seats (session_id, id) WHERE booking_id IS NULL;
VACUUM ANALYZE;
CHECKPOINT;
