-- One row per completion and run that Phasekeeper saw, for people to query; appended, never changed.
CREATE TABLE IF NOT EXISTS {table} (
  execution_id STRING,
  processor_name STRING,
  phase STRING,
  triggered_at TIMESTAMP,
  completed_at TIMESTAMP,
  status STRING,
  data_date DATE,
  trigger_source STRING,
  pubsub_message_id STRING,
  correlation_id STRING,
  records_processed INT64,
  error_message STRING,
  processed_at TIMESTAMP
)
PARTITION BY DATE(triggered_at)
CLUSTER BY processor_name, status;
