package io.phasekeeper.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.phasekeeper.document.Document;
import io.phasekeeper.pipeline.CycleName;
import io.phasekeeper.pipeline.CycleRule;
import io.phasekeeper.pipeline.Phase;
import io.phasekeeper.pipeline.PhaseName;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** In which cycle of its date a fact counts. */
class CycleFactsTest {
  private static final ZoneId NEW_YORK = ZoneId.of("America/New_York");
  private static final LocalDate DATE = LocalDate.of(2026, 1, 10);
  private static final CycleName OVERNIGHT = Facts.OVERNIGHT;
  private static final CycleName SAME_DAY = new CycleName("same_day");
  private static final CycleName TOMORROW = new CycleName("tomorrow");
  private static final CycleRule RULE = new CycleRule(OVERNIGHT, OVERNIGHT, SAME_DAY, TOMORROW);
  private static final Instant EVE = Instant.parse("2026-01-09T22:00:00Z");
  private static final Instant NOON = Instant.parse("2026-01-10T17:00:00Z");
  private static final Instant NIGHT = Instant.parse("2026-01-11T11:30:00Z");

  private final Map<CycleName, Set<String>> pinned = new HashMap<>();
  private final Map<CycleName, List<Fact>> stored = new LinkedHashMap<>();
  private Optional<Adoption> adoption = Optional.empty();
  private Set<CycleName> cycles = Set.of(OVERNIGHT, SAME_DAY, TOMORROW);

  @Test
  void aMessageCountsWhereItWasMergedWhateverItsTime() {
    Fact fact = store(Facts.at(NOON));
    assertThat(cycleOf(fact)).isEqualTo(OVERNIGHT);
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER_WRITER, same_day",
    "BARE, same_day",
    "MESSAGE, overnight",
    "OPERATOR, overnight"
  })
  void onlyAnotherWritersEntryInTheMainDocumentGoesByItsOwnTime(Fact.Source source, String cycle) {
    Fact fact = store(Facts.at(NOON).from(source));
    assertThat(cycleOf(fact)).isEqualTo(new CycleName(cycle));
  }

  @Test
  void anotherWritersEntryInAnotherDocumentStaysThere() {
    Fact fact = store(Facts.at(NOON).from(Fact.Source.OTHER_WRITER).in(TOMORROW));
    assertThat(cycleOf(fact)).isEqualTo(TOMORROW);
  }

  @Test
  void anotherWritersEntryWithoutATimeBelongsToTheMainCycle() {
    Fact fact = store(Facts.at(null).from(Fact.Source.BARE));
    assertThat(cycleOf(fact)).isEqualTo(OVERNIGHT);
  }

  @ParameterizedTest
  @CsvSource({
    // triggered at, its cycle, the entry's time: where the entry counts
    "2026-01-10T17:00:00Z, tomorrow, 2026-01-10T17:00:00Z, tomorrow",
    "2026-01-10T17:00:00Z, tomorrow, 2026-01-10T17:00:01Z, same_day",
    "2026-01-10T17:00:00Z, tomorrow, , tomorrow",
    ", same_day, 2026-01-09T22:00:00Z, same_day",
    ", same_day, 2026-01-10T17:00:00Z, same_day",
    ", same_day, 2026-01-11T11:30:00Z, overnight",
    ", overnight, 2026-01-10T17:00:00Z, overnight",
  })
  void whatAnotherOrchestratorHadSeenBelongsToTheCycleItTriggered(
      Instant triggeredAt, String mode, Instant completedAt, String cycle) {
    adoption = Optional.of(new Adoption(new CycleName(mode), Optional.ofNullable(triggeredAt)));
    Fact fact = store(Facts.at(completedAt).from(Fact.Source.OTHER_WRITER));
    assertThat(cycleOf(fact)).isEqualTo(new CycleName(cycle));
  }

  @Test
  void aRunGoesWhereItsCorrelationBeganEarlier() {
    Fact began = store(Facts.at(NOON).correlation("run").in(SAME_DAY));
    Fact later = store(Facts.at(NIGHT).correlation("run"));
    Fact stranger = store(Facts.at(NIGHT).correlation("other").key("stranger"));
    Fact nobodys = store(Facts.at(NIGHT).key("nobodys"));

    assertThat(cycleOf(began)).isEqualTo(SAME_DAY);
    assertThat(cycleOf(later)).isEqualTo(SAME_DAY);
    assertThat(cycleOf(stranger)).isEqualTo(OVERNIGHT);
    assertThat(cycleOf(nobodys)).isEqualTo(OVERNIGHT);
  }

  @Test
  void aRunOfTheSameStartStaysInItsDocument() {
    Fact one = store(Facts.at(NOON).correlation("run").in(SAME_DAY));
    Fact other = store(Facts.at(NOON).correlation("run"));

    assertThat(cycleOf(one)).isEqualTo(SAME_DAY);
    assertThat(cycleOf(other)).isEqualTo(OVERNIGHT);
  }

  @Test
  void theStartTellsWhichIsEarlierNotTheEnd() {
    Fact longRun = store(Facts.at(NIGHT).began(EVE).correlation("run").in(TOMORROW));
    Fact shortRun = store(Facts.at(NOON).correlation("run").in(SAME_DAY));
    Fact untimed = store(Facts.at(null).correlation("run"));

    assertThat(cycleOf(longRun)).isEqualTo(TOMORROW);
    assertThat(cycleOf(shortRun)).isEqualTo(TOMORROW);
    assertThat(cycleOf(untimed)).isEqualTo(TOMORROW);
  }

  @Test
  void inWhichOrderTheDocumentsAreReadMakesNoDifference() {
    Fact eve = store(Facts.at(EVE).correlation("run").in(TOMORROW));
    Fact noon = store(Facts.at(NOON).correlation("run").in(SAME_DAY));
    Fact night = store(Facts.at(NIGHT).correlation("run"));
    List<CycleName> order = new ArrayList<>(stored.keySet());
    Collections.reverse(order);
    Map<CycleName, List<Fact>> reversed = new LinkedHashMap<>();
    order.forEach(cycle -> reversed.put(cycle, stored.get(cycle)));

    assertThat(attributed()).isEqualTo(Map.of(TOMORROW, List.of(eve, noon, night)));
    stored.clear();
    stored.putAll(reversed);
    assertThat(attributed().keySet()).containsExactly(TOMORROW);
  }

  @Test
  void whatATriggerWasDecidedOnStaysWhereItIs() {
    store(Facts.at(NOON).correlation("run").in(SAME_DAY));
    Fact later = store(Facts.at(NIGHT).correlation("run"));
    pinned.put(TOMORROW, Set.of("overnight/player_game_summary/another"));
    pinned.put(OVERNIGHT, Set.of("overnight/player_game_summary/key"));

    assertThat(CycleFacts.pin(later)).isEqualTo("overnight/player_game_summary/key");
    assertThat(cycleOf(later)).isEqualTo(OVERNIGHT);
  }

  @Test
  void aCycleThatTheTransitionDoesNotHaveCountsInItsDocument() {
    cycles = Set.of(OVERNIGHT);
    Fact fact = store(Facts.at(NOON).from(Fact.Source.OTHER_WRITER));
    assertThat(cycleOf(fact)).isEqualTo(OVERNIGHT);
  }

  private Fact store(Facts made) {
    Fact fact = made.fact();
    stored.computeIfAbsent(fact.storedIn(), cycle -> new ArrayList<>()).add(fact);
    return fact;
  }

  private CycleName cycleOf(Fact fact) {
    List<CycleName> found =
        attributed().entrySet().stream()
            .filter(each -> each.getValue().contains(fact))
            .map(Map.Entry::getKey)
            .toList();
    assertThat(found).as("a fact counts in one cycle").hasSize(1);
    return found.get(0);
  }

  private Map<CycleName, List<Fact>> attributed() {
    List<LedgerDocument> documents = new ArrayList<>();
    stored.forEach((cycle, facts) -> documents.add(document(cycle, facts)));
    return CycleFacts.attribute(documents, pinned, cycles, RULE, NEW_YORK);
  }

  private LedgerDocument document(CycleName cycle, List<Fact> facts) {
    Phase phase =
        new Phase(
            new PhaseName("phase3"),
            "Analytics",
            List.of(),
            Optional.empty(),
            List.of(Facts.MEMBER),
            Optional.empty());
    Optional<Document> unread = Optional.empty();
    return new LedgerDocument(
        phase,
        DATE,
        cycle,
        unread,
        facts,
        Map.of(),
        List.of(),
        List.of(),
        cycle.equals(OVERNIGHT) ? adoption : Optional.empty(),
        LedgerNotes.NONE);
  }
}
