-- The run history: a row when a run starts, and one with the same run_id when it ends.

CREATE TABLE IF NOT EXISTS nba_reference.processor_run_history (
  processor_name STRING,
  run_id STRING,
  status STRING,
  started_at TIMESTAMP,
  processed_at TIMESTAMP,
  duration_seconds FLOAT64,
  records_processed INT64,
  data_date DATE,
  phase STRING,
  output_table STRING,
  output_dataset STRING,
  errors JSON,
  failure_category STRING,
  skip_reason STRING,
  trigger_source STRING,
  parent_processor STRING,
  retry_attempt INT64
)
PARTITION BY data_date
CLUSTER BY processor_name, status
OPTIONS (require_partition_filter = TRUE);
