-- Copies of a mailbox's filters, many together and turned (imap/search/slabs.ts), so that a search reads little of each. May
-- be deleted at any time. Sealed, see slab-seal.ts.
CREATE TABLE filter_slabs (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  mailbox_id INTEGER NOT NULL,
  recipe     INTEGER NOT NULL,
  first_uid  INTEGER NOT NULL,
  last_uid   INTEGER NOT NULL,
  letters    INTEGER NOT NULL,
  records    INTEGER NOT NULL,
  -- The only copy of the keys of its records.
  keys       BLOB NOT NULL,
  shape      BLOB NOT NULL
) STRICT;
CREATE INDEX filter_slabs_by_mailbox ON filter_slabs (mailbox_id, last_uid);

-- id: 2^20 times the slab's, and the number of the record.
CREATE TABLE slab_records (
  id     INTEGER PRIMARY KEY,
  sealed BLOB NOT NULL
) STRICT;

CREATE TABLE slab_views (
  slab_id INTEGER NOT NULL,
  view_id INTEGER NOT NULL,
  PRIMARY KEY (slab_id, view_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX slab_views_by_view ON slab_views (view_id);

-- Whoever deletes a view deletes what was derived from it: here the keys, with that of others, which is made anew.
CREATE TRIGGER views_filter_slabs AFTER DELETE ON views BEGIN
  DELETE FROM filter_slabs WHERE id IN (SELECT slab_id FROM slab_views WHERE view_id = old.id);
END;
CREATE TRIGGER mailboxes_filter_slabs AFTER DELETE ON mailboxes BEGIN
  DELETE FROM filter_slabs WHERE mailbox_id = old.id;
END;
-- Without its keys nothing opens what is left of a slab. That is much, and is swept a piece at a time (sweepSlabs).
CREATE TABLE dropped_slabs (
  id INTEGER PRIMARY KEY
) STRICT;
CREATE TRIGGER filter_slabs_dropped AFTER DELETE ON filter_slabs BEGIN
  INSERT INTO dropped_slabs (id) VALUES (old.id);
END;
