-- Keys that sign what leaves. The private halves are files under keys/signing.
CREATE TABLE dkim_keys (
  domain      TEXT NOT NULL,
  selector    TEXT NOT NULL,
  algorithm   TEXT NOT NULL,
  public_key  TEXT NOT NULL,
  created_at  INTEGER NOT NULL,
  active_from INTEGER NOT NULL,
  -- When the keys that take its place became active; rows stay, so that no selector is used twice.
  retired_at  INTEGER,
  PRIMARY KEY (domain, selector)
) STRICT, WITHOUT ROWID;
