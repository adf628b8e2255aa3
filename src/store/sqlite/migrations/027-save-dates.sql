-- When a message came into the mailbox where it is (RFC 8514 §3), in milliseconds; NULL for those of before.
ALTER TABLE messages ADD COLUMN saved_at INTEGER;
