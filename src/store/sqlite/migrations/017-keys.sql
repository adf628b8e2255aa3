-- Where the private half of a DKIM key is, when it is on a token (PKCS #11 URI); null for a file of the server's own.
ALTER TABLE dkim_keys ADD COLUMN key_name TEXT;

-- How often each private key signed or decrypted, by day of the province's calendar. No reference: a count outlives its key.
CREATE TABLE key_uses (
  key         TEXT NOT NULL,
  day         TEXT NOT NULL,
  signatures  INTEGER NOT NULL,
  decryptions INTEGER NOT NULL,
  failures    INTEGER NOT NULL,
  PRIMARY KEY (key, day)
) STRICT, WITHOUT ROWID;
