-- What words were recognised with, and the pages that wait to be recognised once
-- more: until then, what was recognised before is found. Beside the table scan,
-- whose rows are long.

CREATE TABLE recognition (
  document  INTEGER NOT NULL,
  page      INTEGER NOT NULL,
  languages TEXT    NOT NULL,   -- that the words were recognised in, as in "deu+eng"; '' where that is not known
  program   TEXT    NOT NULL,   -- that recognised them, as in "tesseract 5.3.0"; '' likewise
  tried     TEXT    NOT NULL,   -- the languages of the last attempt: others where nothing was found in them, and the words of before stayed
  PRIMARY KEY (document, page),
  FOREIGN KEY (document, page) REFERENCES scan (document, page) ON DELETE CASCADE
) WITHOUT ROWID;
CREATE INDEX recognition_tried ON recognition (tried, document);

INSERT INTO recognition SELECT document, page, '', '', '' FROM scan WHERE state = 'done';

CREATE TABLE recognise_again (
  document INTEGER NOT NULL,
  page     INTEGER NOT NULL,
  PRIMARY KEY (document, page),
  FOREIGN KEY (document, page) REFERENCES recognition (document, page) ON DELETE CASCADE
) WITHOUT ROWID;

-- Of a document that failed because there was not a word in its pictures, the
-- languages in which they were looked for; NULL of any other.
ALTER TABLE document ADD COLUMN tried TEXT;
UPDATE document SET tried = '' WHERE state = 'failed' AND code = 'empty'
  AND (error LIKE 'No words were found in it:%' OR error LIKE 'Its pages are pictures, and%');

-- New words on a page may make as many passages as the old ones.
CREATE TRIGGER outbox_recognised AFTER UPDATE OF text ON page
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') AND new.text <> old.text
  AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = new.document) BEGIN
  INSERT INTO outbox SELECT id, (SELECT coalesce(max(change), 0) + 1 FROM outbox) FROM document WHERE seq = new.document AND state IN ('searchable', 'embedded')
    ON CONFLICT DO UPDATE SET change = excluded.change;
END;
