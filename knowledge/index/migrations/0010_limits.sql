-- What a question was limited to: {"documents": [ids], "filters": {…}} as JSON, '' for all documents.

ALTER TABLE turn ADD COLUMN limits TEXT NOT NULL DEFAULT '';
