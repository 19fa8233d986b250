-- One row per result of a gate that differs from the one before, so that completeness has a history; appended, never
-- changed. A result that was written twice has one result_id.
CREATE TABLE IF NOT EXISTS {table} (
  result_id STRING,
  pipeline STRING,
  gate STRING,
  kind STRING,
  about STRING,
  data_date DATE,
  cycle STRING,
  verdict STRING,
  action STRING,
  observed FLOAT64,
  wanted FLOAT64,
  explanation STRING,
  evidence STRING,
  policy_hash STRING,
  checked_at TIMESTAMP
)
PARTITION BY data_date
CLUSTER BY pipeline, gate;
