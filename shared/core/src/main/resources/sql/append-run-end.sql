-- Ends a run that stopped without a word, in a second row made of its start row: for a start row that cannot be changed
-- yet, because it was streamed just now. Nothing is written if a row has ended the run meanwhile.
INSERT INTO {table} (
  processor_name, run_id, status, started_at, processed_at, duration_seconds, records_processed, data_date, phase,
  output_table, output_dataset, errors, failure_category, trigger_source, parent_processor, retry_attempt
)
SELECT
  processor_name,
  run_id,
  @status,
  started_at,
  @ended_at,
  CASE WHEN @seconds >= 0 THEN @seconds ELSE duration_seconds END,
  CASE WHEN @records >= 0 THEN @records ELSE records_processed END,
  data_date,
  phase,
  output_table,
  output_dataset,
  PARSE_JSON(@errors),
  NULLIF(@failure_category, ''),
  trigger_source,
  parent_processor,
  retry_attempt
FROM (
  SELECT *, ROW_NUMBER() OVER (ORDER BY COALESCE(started_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC) AS newest_first
  FROM {table}
  WHERE {on_date}
    AND run_id = @run_id
    AND COALESCE(status, '') = @seen_status
    AND processed_at IS NULL
)
WHERE newest_first = 1
  AND NOT EXISTS (
    SELECT 1
    FROM {table} AS other
    WHERE (other.data_date BETWEEN @from_date AND @to_date OR other.data_date IS NULL)
      AND other.run_id = @run_id
      AND (other.processed_at IS NOT NULL OR LOWER(COALESCE(other.status, '')) NOT IN ('', 'running'))
  )
