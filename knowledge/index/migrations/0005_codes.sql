-- The vectors' codes, as memory holds them: of up to 256 passages together, so
-- that a million are loaded in a second. They are derived: a vector that comes
-- or goes takes back the codes of its neighbourhood, which are then made anew.

CREATE TABLE vector_chunk (
  embedder INTEGER NOT NULL REFERENCES embedder (id) ON DELETE CASCADE,
  number   INTEGER NOT NULL,   -- passage >> 8
  data     BLOB,               -- NULL: to be made
  PRIMARY KEY (embedder, number)
);
CREATE INDEX vector_chunk_missing ON vector_chunk (embedder, number) WHERE data IS NULL;

CREATE TRIGGER vector_inserted AFTER INSERT ON vector BEGIN
  INSERT INTO vector_chunk VALUES (new.embedder, new.passage >> 8, NULL)
    ON CONFLICT DO UPDATE SET data = NULL WHERE data IS NOT NULL;
END;
CREATE TRIGGER vector_deleted AFTER DELETE ON vector BEGIN
  UPDATE vector_chunk SET data = NULL WHERE embedder = old.embedder AND number = old.passage >> 8 AND data IS NOT NULL;
END;

INSERT INTO vector_chunk (embedder, number) SELECT DISTINCT embedder, passage >> 8 FROM vector;
