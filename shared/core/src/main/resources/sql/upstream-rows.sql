-- One window of a table among the inputs of an output: how many rows each date has, both ends included; dates without
-- rows are absent. One statement asks all inputs: such parts and upstream-runs.sql, joined by UNION ALL.
SELECT
  {window} AS input,
  {date} AS data_date,
  COUNT(*) AS row_count,
  CAST(NULL AS STRING) AS processor_name,
  CAST(NULL AS STRING) AS run_id,
  CAST(NULL AS STRING) AS status,
  CAST(NULL AS TIMESTAMP) AS started_at,
  CAST(NULL AS TIMESTAMP) AS processed_at,
  CAST(NULL AS INT64) AS records_processed,
  FALSE AS cleaned_up
FROM {table}
WHERE {date} BETWEEN @from_{window} AND @to_{window}
  {and_where}
GROUP BY {date}
