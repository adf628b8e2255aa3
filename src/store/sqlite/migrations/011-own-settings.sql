-- What an agency's own administrator set stands beside what was set for the agency, and only tightens it.
ALTER TABLE policy_actions ADD COLUMN by_agency INTEGER NOT NULL DEFAULT 0;
DROP INDEX policy_actions_key;
CREATE UNIQUE INDEX policy_actions_key
  ON policy_actions (reason, coalesce(agency_id, 0), coalesce(direction, ''), by_agency);
ALTER TABLE policy_exceptions ADD COLUMN by_agency INTEGER NOT NULL DEFAULT 0;
