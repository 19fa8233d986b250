-- Raw tables (phase 2) and the calendar: the columns that Phasekeeper and its scenarios name. The pipeline's own tables have more.

CREATE TABLE IF NOT EXISTS nba_raw.bigdataball_play_by_play (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_raw.odds_api_game_lines (
  game_date DATE,
  game_id STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_raw.odds_api_player_points_props (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_raw.nbac_gamebook_player_stats (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id, player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_raw.nbac_player_boxscores (
  game_date DATE,
  game_id STRING,
  player_lookup STRING,
  team_abbr STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id, player_lookup
OPTIONS (require_partition_filter = TRUE);

CREATE TABLE IF NOT EXISTS nba_raw.espn_team_rosters (
  roster_date DATE,
  team_abbr STRING,
  player_lookup STRING,
  processed_at TIMESTAMP
)
PARTITION BY roster_date
CLUSTER BY team_abbr
OPTIONS (require_partition_filter = TRUE);

-- Every load of the schedule; a game stands here more than once.
CREATE TABLE IF NOT EXISTS nba_raw.nbac_schedule (
  game_date DATE,
  game_id STRING,
  game_date_est TIMESTAMP,
  game_status STRING,
  home_team STRING,
  away_team STRING,
  processed_at TIMESTAMP
)
PARTITION BY game_date
CLUSTER BY game_id
OPTIONS (require_partition_filter = TRUE);

-- The newest row of each game on each of its dates; a postponed game stays on the date that it left.
-- The date is part of the window, so that a condition on it still prunes the partitions below.
-- Written through: nba_raw.nbac_schedule
CREATE OR REPLACE VIEW nba_raw.v_nbac_schedule_latest AS
SELECT game_date, game_id, game_date_est, game_status, home_team, away_team, processed_at
FROM nba_raw.nbac_schedule
WHERE game_date IS NOT NULL
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY game_date, game_id
    ORDER BY
      COALESCE(processed_at, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
      COALESCE(game_date_est, TIMESTAMP '1970-01-01 00:00:00+00') DESC,
      COALESCE(game_status, '') DESC)
  = 1;
