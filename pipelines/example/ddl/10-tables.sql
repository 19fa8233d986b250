-- The shops' tables: the columns that the pipeline file and its scenarios name.

-- The calendar: which hours each shop day has.
CREATE TABLE IF NOT EXISTS shop_raw.opening_hours (
  sales_date DATE,
  hour_id STRING,
  opens_at TIMESTAMP,
  status STRING,
  processed_at TIMESTAMP
)
PARTITION BY sales_date
CLUSTER BY hour_id
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS shop_raw.sales_lines (
  sales_date DATE,
  hour_id STRING,
  shop_id STRING,
  line_id STRING,
  amount NUMERIC,
  processed_at TIMESTAMP
)
PARTITION BY sales_date
CLUSTER BY hour_id, shop_id
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS shop_raw.refunds (
  sales_date DATE,
  hour_id STRING,
  shop_id STRING,
  line_id STRING,
  amount NUMERIC,
  processed_at TIMESTAMP
)
PARTITION BY sales_date
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS shop_reports.hourly_sales (
  sales_date DATE,
  hour_id STRING,
  shop_id STRING,
  amount NUMERIC,
  processed_at TIMESTAMP
)
PARTITION BY sales_date
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS shop_reports.shop_ranking (
  sales_date DATE,
  shop_id STRING,
  amount NUMERIC,
  processed_at TIMESTAMP
)
PARTITION BY sales_date
OPTIONS (require_partition_filter = TRUE);
