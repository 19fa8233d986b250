package io.phasekeeper.ledger;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.ProcessorName;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Facts for tests: a success of 100 rows in the main document, unless said otherwise. */
final class Facts {
  static final ProcessorName MEMBER = new ProcessorName("player_game_summary");
  static final CycleName OVERNIGHT = new CycleName("overnight");

  private @Nullable Instant completedAt;
  private @Nullable Instant startedAt;
  private @Nullable Long recordCount = 100L;
  private @Nullable String executionId;
  private @Nullable String correlationId;
  private String key = "key";
  private CycleName storedIn = OVERNIGHT;
  private ReportStatus status = ReportStatus.SUCCESS;
  private Fact.Source source = Fact.Source.MESSAGE;
  private boolean countable = true;

  static Facts at(@Nullable Instant completedAt) {
    Facts facts = new Facts();
    facts.completedAt = completedAt;
    return facts;
  }

  Facts began(Instant at) {
    startedAt = at;
    return this;
  }

  Facts rows(@Nullable Long count) {
    recordCount = count;
    return this;
  }

  Facts execution(@Nullable String id) {
    executionId = id;
    return this;
  }

  Facts correlation(@Nullable String id) {
    correlationId = id;
    return this;
  }

  Facts key(String other) {
    key = other;
    return this;
  }

  Facts in(CycleName cycle) {
    storedIn = cycle;
    return this;
  }

  Facts status(ReportStatus other) {
    status = other;
    return this;
  }

  Facts from(Fact.Source other) {
    source = other;
    return this;
  }

  Facts countable(boolean other) {
    countable = other;
    return this;
  }

  Fact fact() {
    return new Fact(
        MEMBER,
        key,
        storedIn,
        status,
        Optional.ofNullable(completedAt),
        Optional.ofNullable(startedAt),
        Optional.ofNullable(recordCount),
        Optional.ofNullable(executionId),
        Optional.ofNullable(correlationId),
        false,
        List.of(),
        Optional.empty(),
        source,
        countable);
  }
}
