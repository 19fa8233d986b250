-- How long the last successful runs of each processor took, newest first; a row that says nothing of it is told by its
-- two times. A run that was reconciled is left out: nobody knows when it ended.
SELECT processor_name, started_at, processed_at, duration_seconds
FROM {table}
WHERE data_date BETWEEN @from_date AND @to_date
  AND LOWER(status) = 'success'
  AND processor_name IS NOT NULL
  AND processed_at IS NOT NULL
  AND (started_at IS NOT NULL OR duration_seconds IS NOT NULL)
  AND COALESCE(TO_JSON_STRING(errors), '') NOT LIKE '%"reconciled"%'
QUALIFY ROW_NUMBER() OVER (PARTITION BY processor_name ORDER BY processed_at DESC, COALESCE(duration_seconds, 0)) <= @each
ORDER BY processor_name, processed_at DESC, COALESCE(duration_seconds, 0)
