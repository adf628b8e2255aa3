-- Taken by the scopes of operators.
SELECT 1;
