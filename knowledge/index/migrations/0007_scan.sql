-- Pages that are pictures. Their words are recognised after the document has
-- been read, and follow the text that the page had.

CREATE TABLE scan (
  document   INTEGER NOT NULL,
  page       INTEGER NOT NULL,
  state      TEXT    NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'done', 'failed')),
  start      INTEGER NOT NULL DEFAULT 0,   -- where in the page's text the recognised words begin, in code points
  confidence REAL    NOT NULL DEFAULT 0,   -- 0 to 100
  words      TEXT    NOT NULL DEFAULT '[]', -- JSON, for each [start, end, line, left, bottom, right, top], places in tenths of the page's unit
  message    TEXT    NOT NULL DEFAULT '',  -- why it failed
  PRIMARY KEY (document, page),
  FOREIGN KEY (document, page) REFERENCES page (document, number) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX scan_state ON scan (state, document, page);
