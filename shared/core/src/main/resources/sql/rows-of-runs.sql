-- Every row of the runs whose ids stand in run_ids, each between two separators; oldest start first.
SELECT
  COALESCE(processor_name, '') AS processor_name,
  run_id,
  COALESCE(status, '') AS status,
  started_at,
  processed_at,
  data_date,
  records_processed
FROM {table}
WHERE (data_date BETWEEN @from_date AND @to_date OR data_date IS NULL)
  AND run_id IS NOT NULL
  AND STRPOS(@run_ids, CONCAT(@separator, run_id, @separator)) > 0
ORDER BY
  COALESCE(started_at, processed_at, TIMESTAMP '1970-01-01 00:00:00+00'),
  run_id,
  COALESCE(processed_at, TIMESTAMP '1970-01-01 00:00:00+00'),
  COALESCE(status, ''),
  COALESCE(processor_name, '')
