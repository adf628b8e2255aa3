-- When an administrator vouched for the clock.
CREATE INDEX audit_vouched_clock ON audit (leaf_index) WHERE operation = 'retention.clock';
