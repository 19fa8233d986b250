-- Of each processor the runs that ended last, at most each of them, newest first. The newest row that ended a run speaks
-- for it: one that has processed_at, or another status than running; any column may be NULL. A row without a processor
-- has that of another row of its run; a row without a run id is left out, one without a data date belongs to every window.
SELECT
  named AS processor_name,
  run_id,
  status,
  started_at,
  processed_at,
  data_date,
  records_processed,
  failure_category,
  skip_reason,
  errors
FROM (
  SELECT
    COALESCE(NULLIF(processor_name, ''), MAX(NULLIF(processor_name, '')) OVER (PARTITION BY run_id), '') AS named,
    run_id,
    COALESCE(status, '') AS status,
    started_at,
    processed_at,
    data_date,
    records_processed,
    failure_category,
    skip_reason,
    TO_JSON_STRING(errors) AS errors,
    COALESCE(processed_at, started_at, TIMESTAMP '1970-01-01 00:00:00+00') AS ended_at,
    processed_at IS NOT NULL OR LOWER(COALESCE(status, '')) NOT IN ('', 'running') AS ends,
    ROW_NUMBER() OVER (
      PARTITION BY run_id
      ORDER BY
        CASE WHEN processed_at IS NOT NULL OR LOWER(COALESCE(status, '')) NOT IN ('', 'running') THEN 0 ELSE 1 END,
        COALESCE(processed_at, started_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
        COALESCE(status, '') DESC,
        COALESCE(processor_name, '') DESC,
        COALESCE(started_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
        COALESCE(data_date, DATE '1970-01-01') DESC)
      AS place
  FROM {table}
  WHERE (data_date BETWEEN @from_date AND @to_date OR data_date IS NULL)
    AND run_id IS NOT NULL
    AND run_id != ''
)
WHERE ends AND place = 1
QUALIFY ROW_NUMBER() OVER (PARTITION BY named ORDER BY ended_at DESC, run_id) <= @each
ORDER BY named, ended_at DESC, run_id
