-- What SEARCH compares of letters, derived from their views: may be deleted, and is then made anew. `recipe`: how it was made.
-- Two tables, as all filters of a mailbox are read for a search and few of the texts.
CREATE TABLE text_filters (
  view_id INTEGER PRIMARY KEY,
  recipe  INTEGER NOT NULL,
  filter  BLOB NOT NULL
) STRICT;
CREATE TABLE kept_texts (
  view_id INTEGER PRIMARY KEY,
  recipe  INTEGER NOT NULL,
  -- AES-256-GCM, see text-seal.ts.
  sealed  BLOB NOT NULL
) STRICT;

-- Of which views all that can be was kept: every one up to this.
CREATE TABLE kept_to (
  recipe  INTEGER PRIMARY KEY,
  view_id INTEGER NOT NULL
) STRICT;

-- Whoever deletes a view deletes what was derived from it.
CREATE TRIGGER views_kept_texts AFTER DELETE ON views BEGIN
  DELETE FROM text_filters WHERE view_id = old.id;
  DELETE FROM kept_texts WHERE view_id = old.id;
END;
