-- The feature store (phase 4) and predictions (phase 5): the columns that Phasekeeper and its scenarios name. The pipeline's own tables have more.

CREATE TABLE IF NOT EXISTS nba_predictions.ml_feature_store_v2 (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  feature_quality_score FLOAT64,
  is_production_ready BOOL,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_predictions.player_prop_predictions (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  system_id STRING,
  is_active BOOL,
  line_source STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);
