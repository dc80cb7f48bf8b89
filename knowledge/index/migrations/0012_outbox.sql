-- Documents that the team's store has to be told of. Triggers write them down in
-- the transaction that changes them, so that none is forgotten; a row goes when
-- the store has said that it has the document as it is, or that it is gone. There
-- are rows only while the library is shared: while the setting "team" is there.

CREATE TABLE outbox (
  document TEXT    PRIMARY KEY,            -- document.id
  change   INTEGER NOT NULL                -- grows with every change of the document
) WITHOUT ROWID;

CREATE INDEX outbox_change ON outbox (change);

CREATE TRIGGER outbox_changed AFTER UPDATE OF state, title, path, language, passages, hidden_at ON document
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') AND new.state IN ('searchable', 'embedded', 'failed')
  AND (new.state <> old.state OR new.title <> old.title OR new.path <> old.path OR new.language <> old.language OR new.passages <> old.passages OR new.hidden_at <> old.hidden_at)
  AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = new.seq) BEGIN
  INSERT INTO outbox VALUES (new.id, (SELECT coalesce(max(change), 0) + 1 FROM outbox)) ON CONFLICT DO UPDATE SET change = excluded.change;
END;

-- Before: its holders tell whether it came from a store.
CREATE TRIGGER outbox_deleted BEFORE DELETE ON document
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = old.seq) BEGIN
  INSERT INTO outbox VALUES (old.id, (SELECT coalesce(max(change), 0) + 1 FROM outbox)) ON CONFLICT DO UPDATE SET change = excluded.change;
END;

CREATE TRIGGER outbox_collected AFTER INSERT ON member
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = new.document) BEGIN
  INSERT INTO outbox SELECT id, (SELECT coalesce(max(change), 0) + 1 FROM outbox) FROM document WHERE seq = new.document AND state IN ('searchable', 'embedded')
    ON CONFLICT DO UPDATE SET change = excluded.change;
END;

CREATE TRIGGER outbox_left AFTER DELETE ON member
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = old.document) BEGIN
  INSERT INTO outbox SELECT id, (SELECT coalesce(max(change), 0) + 1 FROM outbox) FROM document WHERE seq = old.document AND state IN ('searchable', 'embedded')
    ON CONFLICT DO UPDATE SET change = excluded.change;
END;

CREATE TRIGGER outbox_renamed AFTER UPDATE OF name ON collection
WHEN EXISTS (SELECT 1 FROM setting WHERE key = 'team') BEGIN
  INSERT INTO outbox SELECT d.id, (SELECT coalesce(max(change), 0) + 1 FROM outbox) FROM member m JOIN document d ON d.seq = m.document
    WHERE m.collection = new.seq AND d.state IN ('searchable', 'embedded') AND NOT EXISTS (SELECT 1 FROM holder WHERE holder.document = d.seq)
    ON CONFLICT DO UPDATE SET change = excluded.change;
END;
