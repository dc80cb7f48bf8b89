-- Documents that opened with a password, which is kept elsewhere: never here.

ALTER TABLE document ADD COLUMN sealed INTEGER NOT NULL DEFAULT 0; -- 1: it did not open without one
