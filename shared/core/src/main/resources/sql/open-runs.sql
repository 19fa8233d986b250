-- The start rows of runs that nothing has ended since, newest start first; at most row_limit. A run is ended by any row
-- under its id that has processed_at, or another status than running; one whose start row is later than all of those has
-- begun again, and ended_before says when it had ended. No status is a start's: running. A row without a data date
-- belongs to every window. The history is read once, and only its partitions of the window and of the named dates.
SELECT
  processor_name, run_id, status, started_at, processed_at, data_date, records_processed, phase, errors, ended_before
FROM (
  SELECT
    COALESCE(processor_name, '') AS processor_name,
    run_id,
    COALESCE(status, '') AS status,
    started_at,
    processed_at,
    data_date,
    records_processed,
    phase,
    TO_JSON_STRING(errors) AS errors,
    COALESCE(started_at, TIMESTAMP '1970-01-01 00:00:00+00') AS placed_at,
    MAX(CASE WHEN processed_at IS NOT NULL THEN GREATEST(processed_at, COALESCE(started_at, processed_at)) END)
      OVER (PARTITION BY run_id) AS ended_before
  FROM {table}
  WHERE (data_date BETWEEN @from_date AND @to_date OR data_date IS NULL{also})
    AND run_id IS NOT NULL
    AND run_id != ''
  QUALIFY
    processed_at IS NULL
    AND LOWER(COALESCE(status, '')) IN ('', 'running')
    AND (
      SUM(CASE WHEN processed_at IS NOT NULL OR LOWER(COALESCE(status, '')) NOT IN ('', 'running') THEN 1 ELSE 0 END)
        OVER (PARTITION BY run_id)
      = 0
      OR COALESCE(
        started_at
        > MAX(CASE WHEN processed_at IS NOT NULL THEN GREATEST(processed_at, COALESCE(started_at, processed_at)) END)
            OVER (PARTITION BY run_id),
        FALSE))
)
ORDER BY placed_at DESC, run_id, processor_name, COALESCE(data_date, DATE '1970-01-01')
LIMIT @row_limit
