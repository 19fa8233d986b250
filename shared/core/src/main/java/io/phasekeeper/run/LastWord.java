package io.phasekeeper.run;

import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.ledger.Fact;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * What a run itself said of its end outside the run history: by its last beat, or by its completion
 * under its run id. Where the row that ends it is missing, this is its end.
 *
 * @param at when it said so
 * @param by what, as in {@code its last beat}
 * @param words what it said of a failure
 */
public record LastWord(Said said, Instant at, By by, Optional<String> words) {
  /**
   * The row that ends a run may come so much later than its last word: until then nothing is
   * missing.
   */
  static final Duration ROW_WITHIN = Duration.ofMinutes(2);

  /** What it says became of it. */
  public enum Said {
    COMPLETED,
    /** It ended, and made no rows: {@code no_data}, {@code skipped}. */
    NOTHING,
    FAILED;

    /** As it is stored and shown. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Where it said so. */
  public enum By {
    BEAT("its last beat"),
    COMPLETION("its completion");

    private final String what;

    By(String what) {
      this.what = what;
    }

    /** As sentences name it. */
    String what() {
      return what;
    }
  }

  /** The last word of a beat; none while it says that its run goes on. */
  static Optional<LastWord> of(RunBeat beat) {
    return switch (beat.status().toLowerCase(Locale.ROOT)) {
      case "completed", "complete", "success", "succeeded", "done" ->
          Optional.of(new LastWord(Said.COMPLETED, beat.last(), By.BEAT, Optional.empty()));
      case "skipped", "no_data" ->
          Optional.of(new LastWord(Said.NOTHING, beat.last(), By.BEAT, Optional.empty()));
      case "failed", "failure", "error" ->
          Optional.of(new LastWord(Said.FAILED, beat.last(), By.BEAT, beat.message()));
      default -> Optional.empty();
    };
  }

  /** The last word of a completion; none if it has no time, or a word that nobody agreed on. */
  static Optional<LastWord> of(Fact fact) {
    return fact.completedAt().flatMap(at -> of(fact, at));
  }

  private static Optional<LastWord> of(Fact fact, Instant at) {
    return said(fact.status()).map(said -> new LastWord(said, at, By.COMPLETION, fact.error()));
  }

  private static Optional<Said> said(ReportStatus status) {
    return switch (status) {
      case SUCCESS, PARTIAL -> Optional.of(Said.COMPLETED);
      case NO_DATA, SKIPPED -> Optional.of(Said.NOTHING);
      case FAILED -> Optional.of(Said.FAILED);
      case UNKNOWN -> Optional.empty();
    };
  }

  /** The later of two; of two at once the completion, which says more. */
  static Optional<LastWord> later(Optional<LastWord> completion, Optional<LastWord> beat) {
    if (completion.isPresent() && beat.isPresent()) {
      return beat.get().at().isAfter(completion.get().at()) ? beat : completion;
    }
    return completion.or(() -> beat);
  }

  /** One clause: what was said, by what, and when. */
  String clause() {
    return by.what()
        + " at "
        + at
        + " says that it "
        + switch (said) {
          case COMPLETED -> "completed";
          case NOTHING -> "ended without rows";
          case FAILED -> "failed";
        }
        + words.map(text -> " (" + text + ")").orElse("");
  }
}
