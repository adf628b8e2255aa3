-- What waits in the queue, for those who count it: letters that left stay in the table for years.
CREATE INDEX queue_waiting ON queue (created_at) WHERE state = 'waiting';
CREATE INDEX queue_parked ON queue (created_at) WHERE state = 'parked';
