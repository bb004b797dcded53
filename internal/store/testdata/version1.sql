-- A database as the first version made it. It is never changed: later versions must read it.
CREATE TABLE incidents (
  id       TEXT PRIMARY KEY,
  cluster  TEXT NOT NULL,
  state    TEXT NOT NULL,
  seen     INTEGER NOT NULL,
  resolved INTEGER NOT NULL, -- 0: not yet
  body     TEXT NOT NULL     -- JSON
) WITHOUT ROWID;
CREATE INDEX incidents_cluster ON incidents (cluster, resolved);

CREATE TABLE events (
  n        INTEGER PRIMARY KEY,
  key      BLOB NOT NULL UNIQUE, -- made of all the rest: what is written twice stands once
  at       INTEGER NOT NULL,
  incident TEXT NOT NULL,
  cluster  TEXT NOT NULL,
  kind     TEXT NOT NULL,
  rule     TEXT NOT NULL,
  subject  TEXT NOT NULL,
  severity TEXT NOT NULL,
  text     TEXT NOT NULL
);
CREATE INDEX events_at ON events (at);
CREATE INDEX events_incident ON events (incident);

CREATE TABLE windows (
  id       TEXT PRIMARY KEY,
  kind     TEXT NOT NULL,
  cluster  TEXT NOT NULL,
  subject  TEXT NOT NULL,
  rule     TEXT NOT NULL,
  by       TEXT NOT NULL,
  reason   TEXT NOT NULL,
  starts   INTEGER NOT NULL,
  ends     INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE acks (
  incident TEXT PRIMARY KEY REFERENCES incidents (id) ON DELETE CASCADE,
  by       TEXT NOT NULL,
  at       INTEGER NOT NULL,
  until    INTEGER NOT NULL, -- 0: until it is resolved
  reason   TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE blobs (
  name     TEXT PRIMARY KEY,
  at       INTEGER NOT NULL,
  body     BLOB NOT NULL
);
INSERT INTO incidents VALUES ('0123456789abcdef', 'plant', 'open', 1795953600000, 0, '{"fingerprint":"f1","cause":{"rule":"cluster/broker-missing","severity":"error","subject":{"cluster":"plant","kind":"broker","name":"2"},"message":"broker 2 is gone"},"effects":[{"rule":"cluster/under-replicated","severity":"warning","count":7,"subjects":["partition/a/0"]}],"start":"2026-11-29T12:00:00Z","opened":"2026-11-29T12:00:10Z"}');
INSERT INTO events VALUES (1, x'aa709d08af3506f1a0b666f756876518', 1795953600000, 'i1', 'plant', 'opened', 'cluster/broker-missing', 'broker/2', 'error', 'broker 2 is gone');
INSERT INTO windows VALUES ('w1', 'maintenance', 'plant', 'broker/2', 'cluster/*', 'ada', 'disks', 1795950000000, 1795957200000);
INSERT INTO acks VALUES ('0123456789abcdef', 'ada', 1795953600000, 1795957200000, 'looking');
INSERT INTO blobs VALUES ('history/plant', 1795953600000, x'28b52ffd0400390000686973746f7279e9e24a98');
INSERT INTO blobs VALUES ('delivered', 1795953600000, CAST('{}' AS BLOB));
PRAGMA user_version = 1;
