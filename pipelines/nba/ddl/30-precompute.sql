-- Precompute (phase 4): the columns that Phasekeeper and its scenarios name. The pipeline's own tables have more.

CREATE TABLE IF NOT EXISTS nba_precompute.team_defense_zone_analysis (
  analysis_date DATE,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY analysis_date
CLUSTER BY team_abbr
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_precompute.player_shot_zone_analysis (
  analysis_date DATE,
  player_lookup STRING,
  processed_at TIMESTAMP
)
PARTITION BY analysis_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_precompute.player_daily_cache (
  cache_date DATE,
  player_lookup STRING,
  processed_at TIMESTAMP
)
PARTITION BY cache_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_precompute.player_composite_factors (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);
