-- Our own lexical index in the place of FTS5: postings in segments, each the
-- terms of passages that were written together or merged later. A segment is
-- never changed; passages that are gone are listed in lexical_dead until the
-- segment is written anew without them.

DROP TRIGGER passage_deleted;
DROP TABLE lexical_term;
DROP TABLE lexical;

CREATE TABLE lexical_segment (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  staged    INTEGER NOT NULL,  -- document that is still being read, by seq: not searched yet; 0: searched
  first     INTEGER NOT NULL,  -- passages from this one
  last      INTEGER NOT NULL,  -- to this one; segments do not overlap
  passages  INTEGER NOT NULL,  -- how many
  entries   BLOB    NOT NULL,  -- which, of which document, how long
  directory BLOB    NOT NULL   -- the first term of each block
);

-- Block n of segment s has the id s << 20 | n.
CREATE TABLE lexical_block (
  id   INTEGER PRIMARY KEY,
  data BLOB NOT NULL           -- terms, ascending, with their postings
);

CREATE TABLE lexical_dead (
  seq     INTEGER PRIMARY KEY AUTOINCREMENT,
  passage INTEGER NOT NULL
);
CREATE INDEX lexical_dead_passage ON lexical_dead (passage);

-- One row. version counts the changes of lexical_segment; with the last seq of
-- lexical_dead it says whether what memory knows of the index still holds.
-- analysis is the version of the analysis that made the terms.
CREATE TABLE lexical_state (
  id       INTEGER PRIMARY KEY CHECK (id = 1),
  version  INTEGER NOT NULL,
  analysis INTEGER NOT NULL
);
INSERT INTO lexical_state VALUES (1, 0, 0);

-- Documents whose passages have to be analysed (again).
CREATE TABLE lexical_waiting (
  document INTEGER PRIMARY KEY REFERENCES document (seq) ON DELETE CASCADE
);

CREATE TRIGGER lexical_segment_inserted AFTER INSERT ON lexical_segment BEGIN
  UPDATE lexical_state SET version = version + 1;
END;
CREATE TRIGGER lexical_segment_updated AFTER UPDATE ON lexical_segment BEGIN
  UPDATE lexical_state SET version = version + 1;
END;
CREATE TRIGGER lexical_segment_deleted AFTER DELETE ON lexical_segment BEGIN
  DELETE FROM lexical_block WHERE id BETWEEN old.id << 20 AND (old.id << 20 | 1048575);
  UPDATE lexical_state SET version = version + 1;
END;
CREATE TRIGGER passage_deleted AFTER DELETE ON passage BEGIN
  INSERT INTO lexical_dead (passage) VALUES (old.id);
END;
