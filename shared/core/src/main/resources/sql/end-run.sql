-- Ends a run that stopped without a word, in its start row, if that row still says what it said when the run was
-- judged, and no row has ended the run meanwhile.
UPDATE {table}
SET
  status = @status,
  failure_category = NULLIF(@failure_category, ''),
  errors = PARSE_JSON(@errors),
  processed_at = @ended_at,
  duration_seconds = CASE WHEN @seconds >= 0 THEN @seconds ELSE duration_seconds END,
  records_processed = CASE WHEN @records >= 0 THEN @records ELSE records_processed END
WHERE {on_date}
  AND run_id = @run_id
  AND COALESCE(status, '') = @seen_status
  AND processed_at IS NULL
  AND NOT EXISTS (
    SELECT 1
    FROM {table} AS other
    WHERE (other.data_date BETWEEN @from_date AND @to_date OR other.data_date IS NULL)
      AND other.run_id = @run_id
      AND (other.processed_at IS NOT NULL OR LOWER(COALESCE(other.status, '')) NOT IN ('', 'running'))
  )
