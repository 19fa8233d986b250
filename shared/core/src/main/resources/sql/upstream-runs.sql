-- The runs that make the inputs of an output: of each processor and data date the newest rows, at most rows_each. A row
-- without a data date or without a processor is told by its run id, so it is not left out. A cleanup of stale runs
-- leaves its name in errors.
SELECT
  -1 AS input,
  data_date,
  1 AS row_count,
  processor_name,
  run_id,
  status,
  started_at,
  processed_at,
  records_processed,
  COALESCE(STRPOS(errors_text, 'stale_running_cleanup') > 0, FALSE) AS cleaned_up
FROM (
  SELECT
    data_date,
    processor_name,
    run_id,
    status,
    started_at,
    processed_at,
    records_processed,
    TO_JSON_STRING(errors) AS errors_text
  FROM {table}
  WHERE (data_date BETWEEN @from_runs AND @to_runs OR data_date IS NULL)
    AND run_id IS NOT NULL
    AND run_id != ''
    AND (processor_name IS NULL OR processor_name = '' OR processor_name IN ({names}))
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY COALESCE(processor_name, ''), data_date
      ORDER BY
        COALESCE(processed_at, started_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
        run_id DESC,
        COALESCE(status, '') DESC,
        COALESCE(started_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
        COALESCE(records_processed, -1) DESC)
    <= @rows_each
)
