-- Who has the file of a document that came from a store which several people
-- share. A document without holders was read from this computer's own file.

CREATE TABLE holder (
  document    INTEGER NOT NULL REFERENCES document (seq) ON DELETE CASCADE,
  name        TEXT    NOT NULL,              -- of the person and the computer
  path        TEXT    NOT NULL,              -- there
  collections TEXT    NOT NULL DEFAULT '[]', -- JSON: the names of those that it is in there
  PRIMARY KEY (document, name)
) WITHOUT ROWID;
