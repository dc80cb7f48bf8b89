-- The library goes over to another embedder while the vectors of the old one
-- serve searches: those of two embedders lie beside each other.

-- serving: its vectors are searched. coming: they are being made. leaving: they
-- are being removed. gone: none is left; the row stays, since taking it away
-- would look through all vectors for those that refer to it.
ALTER TABLE embedder ADD COLUMN role TEXT NOT NULL DEFAULT 'serving' CHECK (role IN ('serving', 'coming', 'leaving', 'gone'));
ALTER TABLE embedder ADD COLUMN source TEXT NOT NULL DEFAULT '';  -- what it can be opened by again
-- Mean cosines of questions and passages that have nothing to do with each
-- other, and of such as belong together. NULL: not measured.
ALTER TABLE embedder ADD COLUMN unrelated REAL;
ALTER TABLE embedder ADD COLUMN related REAL;
UPDATE embedder SET role = 'leaving' WHERE id < (SELECT max(id) FROM embedder);
CREATE UNIQUE INDEX embedder_role ON embedder (role) WHERE role IN ('serving', 'coming');

-- Of the document's passages, those that have a vector of the coming embedder;
-- embedded counts those of the serving one.
ALTER TABLE document ADD COLUMN coming INTEGER NOT NULL DEFAULT 0;
