-- Analytics (phase 3): the columns that Phasekeeper and its scenarios name. The pipeline's own tables have more.

CREATE TABLE IF NOT EXISTS nba_analytics.player_game_summary (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  minutes_played FLOAT64,
  usage_rate FLOAT64,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id, player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_analytics.team_offense_game_summary (
  game_date DATE,
  game_id STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY team_abbr
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_analytics.team_defense_game_summary (
  game_date DATE,
  game_id STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY team_abbr
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_analytics.upcoming_player_game_context (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id, player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_analytics.upcoming_team_game_context (
  game_date DATE,
  game_id STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY team_abbr
OPTIONS (require_partition_filter = TRUE);
