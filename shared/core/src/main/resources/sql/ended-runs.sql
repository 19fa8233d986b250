-- The rows that ended a run at or after since, newest first; at most row_limit.
SELECT
  COALESCE(processor_name, '') AS processor_name,
  COALESCE(run_id, '') AS run_id,
  COALESCE(status, '') AS status,
  started_at,
  processed_at,
  data_date,
  records_processed
FROM {table}
WHERE (data_date BETWEEN @from_date AND @to_date OR data_date IS NULL)
  AND processed_at >= @since
ORDER BY processed_at DESC, COALESCE(run_id, ''), COALESCE(status, ''), COALESCE(processor_name, '')
LIMIT @row_limit
