-- The run-history rows of some data dates, and those without one, oldest start first; at most row_limit of them, the
-- newest. Any column may be NULL: a row without a start is placed by its end, a row without either is the oldest. The
-- order is total: rows that are alike in all of it are the same.
SELECT processor_name, run_id, status, started_at, processed_at, data_date, records_processed
FROM (
  SELECT
    COALESCE(processor_name, '') AS processor_name,
    COALESCE(run_id, '') AS run_id,
    COALESCE(status, '') AS status,
    started_at,
    processed_at,
    data_date,
    records_processed,
    COALESCE(started_at, processed_at, TIMESTAMP '1970-01-01 00:00:00+00') AS placed_at,
    COALESCE(processed_at, TIMESTAMP '1970-01-01 00:00:00+00') AS ended_at,
    COALESCE(records_processed, -1) AS records,
    COALESCE(data_date, DATE '1970-01-01') AS dated,
    CASE WHEN started_at IS NULL THEN 0 ELSE 1 END AS begun
  FROM {table}
  WHERE (data_date BETWEEN @from_date AND @to_date OR data_date IS NULL)
  ORDER BY
    placed_at DESC, run_id DESC, ended_at DESC, status DESC, processor_name DESC, dated DESC, records DESC,
    begun DESC
  LIMIT @row_limit
)
ORDER BY placed_at, run_id, ended_at, status, processor_name, dated, records, begun
