package io.phasekeeper.transition;

import static io.phasekeeper.transition.Judging.A;
import static io.phasekeeper.transition.Judging.B;
import static io.phasekeeper.transition.Judging.C;
import static io.phasekeeper.transition.Judging.D;
import static io.phasekeeper.transition.Judging.FIRST;
import static io.phasekeeper.transition.Judging.ID;
import static io.phasekeeper.transition.Judging.fact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.phasekeeper.event.ReportStatus;
import io.phasekeeper.gate.GateResult;
import io.phasekeeper.ledger.CycleFacts;
import io.phasekeeper.ledger.Fact;
import io.phasekeeper.pipeline.GateRule;
import io.phasekeeper.pipeline.PhaseName;
import io.phasekeeper.pipeline.ProcessorName;
import io.phasekeeper.pipeline.Transition;
import io.phasekeeper.pipeline.Transition.Afterwards;
import io.phasekeeper.pipeline.Transition.FanOut;
import io.phasekeeper.trigger.CountedMember;
import io.phasekeeper.trigger.Trigger;
import io.phasekeeper.trigger.TriggerPart;
import io.phasekeeper.trigger.TriggerReason;
import io.phasekeeper.trigger.TriggerState;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a trigger is made of (CONTRACT §4). */
class TriggerComposerTest {
  private static final Instant NOW = Instant.parse("2026-01-11T11:40:00.123456Z");

  private final Judging night = new Judging();
  private FanOut fanOut = FanOut.SINGLE;
  private Map<String, Object> extra = Map.of();
  private Optional<List<ProcessorName>> startsOn = Optional.empty();

  @Test
  void theNewestCountedFactsIdsAreTheTriggers() {
    Fact older = fact(A, FIRST);
    Fact newer = fact(B, FIRST.plusSeconds(60));
    JsonObject json = body(counted(older, newer), List.of(C), List.of());

    assertThat(json.get("parent_execution_id").getAsString())
        .isEqualTo("run-b-" + FIRST.plusSeconds(60));
    assertThat(json.get("correlation_id").getAsString()).isEqualTo("night");
    assertThat(json.get("upstream_processors_count").getAsInt()).isEqualTo(2);
    assertThat(json.get("missing_processors")).hasToString("[\"c\"]");
    assertThat(json.get("timestamp").getAsString()).isEqualTo("2026-01-11T11:40:00.123Z");
    assertThat(json.get("parent_processor").getAsString()).isEqualTo("RawOrchestrator");
    assertThat(json.get("triggered_by").getAsString()).isEqualTo("raw_to_made_orchestrator");
  }

  @Test
  void withoutAnyFactTheIdsAreNull() {
    JsonObject json =
        body(List.of(new Decision.Counted(A, Optional.empty())), List.of(), List.of());

    assertThat(json.get("correlation_id").isJsonNull()).isTrue();
    assertThat(json.get("parent_execution_id").isJsonNull()).isTrue();
    assertThat(json.get("is_incremental").getAsBoolean()).isFalse();
  }

  @Test
  void aTriggerIsIncrementalOnlyIfEveryCountedFactWas() {
    Fact whole = fact(A, FIRST);

    assertThat(incremental(incremental(B), incremental(C))).isTrue();
    assertThat(incremental(incremental(B), whole)).isFalse();
    assertThat(incremental(whole)).isFalse();
  }

  private boolean incremental(Fact... facts) {
    return body(counted(facts), List.of(), List.of()).get("is_incremental").getAsBoolean();
  }

  private static Fact incremental(ProcessorName name) {
    Fact fact = fact(name, FIRST);
    return new Fact(
        name,
        fact.key(),
        fact.storedIn(),
        ReportStatus.SUCCESS,
        fact.completedAt(),
        fact.startedAt(),
        fact.recordCount(),
        fact.executionId(),
        fact.correlationId(),
        true,
        List.of(),
        Optional.empty(),
        fact.source(),
        true);
  }

  @Test
  void theTablesOfTheMissingAndOfFailedGatesAreMissing() {
    List<GateResult> gates =
        List.of(gate("t.x", GateResult.Verdict.FAILS), gate("t.y", GateResult.Verdict.PASSES));

    JsonObject json = body(counted(fact(A, FIRST)), List.of(C, D), gates);
    assertThat(json.get("missing_tables")).hasToString("[\"c\",\"x\"]");
    assertThat(json.get("data_freshness_verified").getAsBoolean()).isFalse();

    JsonObject whole = body(counted(fact(A, FIRST)), List.of(D), gates.subList(1, 2));
    assertThat(whole.get("missing_tables")).hasToString("[]");
    assertThat(whole.get("data_freshness_verified").getAsBoolean()).isTrue();
  }

  @Test
  void theDateIsFilledInWhereverAFileNamesIt() {
    extra =
        Map.of(
            "plain",
            "for {date}",
            "list",
            List.of("{date}", 7L),
            "map",
            Map.of("inner", "{date}"),
            "flag",
            true,
            "mode",
            "another");

    JsonObject json = body(counted(fact(A, FIRST)), List.of(), List.of());
    assertThat(json.get("plain").getAsString()).isEqualTo("for 2026-01-10");
    assertThat(json.get("list")).hasToString("[\"2026-01-10\",7]");
    assertThat(json.get("map")).hasToString("{\"inner\":\"2026-01-10\"}");
    assertThat(json.get("flag").getAsBoolean()).isTrue();
    // What every trigger says, a file cannot say otherwise.
    assertThat(json.get("mode").getAsString()).isEqualTo("overnight");
  }

  @Test
  void aFanOutIsOneMessageForEachCountedTable() {
    fanOut = FanOut.PER_TABLE;
    Trigger trigger = compose(counted(fact(A, FIRST), fact(C, FIRST)), List.of(B), List.of());

    assertThat(trigger.parts()).extracting(TriggerPart::id).containsExactly(ID + ":a", ID + ":c");
    JsonObject json = JsonParser.parseString(trigger.parts().get(0).json()).getAsJsonObject();
    assertThat(json.get("source_table").getAsString()).isEqualTo("a");
    assertThat(json.get("success").getAsBoolean()).isTrue();
    assertThat(trigger.parts().get(0).attributes())
        .isEqualTo(
            Map.of(
                "trigger_id", ID + ":a",
                "phase", "made",
                "data_date", "2026-01-10",
                "generation", "1"));
    startsOn = Optional.of(List.of(B));
    assertThat(compose(counted(fact(A, FIRST)), List.of(B), List.of()).parts())
        .extracting(TriggerPart::id)
        .containsExactly(ID + ":b");
    startsOn = Optional.empty();
    assertThatIllegalStateException()
        .isThrownBy(() -> compose(counted(fact(D, FIRST)), List.of(), List.of()))
        .withMessage("d has no table to fan out " + ID + " by");
  }

  @Test
  void aTriggerRemembersAllThatItAndTheOnesBeforeItWereDecidedOn() {
    Trigger before =
        Trigger.settled(
            ID,
            TriggerState.PUBLISHED,
            TriggerReason.ALL_COMPLETE,
            List.of(),
            List.of(),
            Set.of("earlier"),
            FIRST);
    Fact one = fact(A, FIRST);
    Fact failed = fact(B, ReportStatus.FAILED, 0L, FIRST);

    assertThat(TriggerComposer.pins(List.of(one, failed), Optional.of(before)))
        .containsExactlyInAnyOrder("earlier", CycleFacts.pin(one), CycleFacts.pin(failed));
    assertThat(TriggerComposer.pins(List.of(one), Optional.empty()))
        .containsExactly(CycleFacts.pin(one));
    assertThat(compose(counted(one), List.of(), List.of()).pins())
        .containsExactly(CycleFacts.pin(one));
  }

  @Test
  void aCountedMemberIsRememberedWithItsTimeOrAsCountedByEvidence() {
    assertThat(
            TriggerComposer.counted(
                List.of(
                    new Decision.Counted(A, Optional.of(fact(A, FIRST))),
                    new Decision.Counted(B, Optional.empty()))))
        .containsExactly(
            new CountedMember(A, Optional.of(FIRST), false),
            new CountedMember(B, Optional.empty(), true));
  }

  private static GateResult gate(String table, GateResult.Verdict verdict) {
    GateRule rule =
        new GateRule(
            "rows",
            Optional.empty(),
            new io.phasekeeper.warehouse.TableRef(table, "game_date", Map.of()),
            new GateRule.Minimum(1, false),
            GateRule.Action.WARN);
    return new GateResult(rule, verdict, Optional.empty(), Optional.empty(), "");
  }

  private static List<Decision.Counted> counted(Fact... facts) {
    return List.of(facts).stream()
        .map(f -> new Decision.Counted(f.processor(), Optional.of(f)))
        .toList();
  }

  private JsonObject body(
      List<Decision.Counted> counted, List<ProcessorName> missing, List<GateResult> gates) {
    Trigger trigger = compose(counted, missing, gates);
    assertThat(trigger.parts()).hasSize(1);
    return JsonParser.parseString(trigger.parts().get(0).json()).getAsJsonObject();
  }

  private Trigger compose(
      List<Decision.Counted> counted, List<ProcessorName> missing, List<GateResult> gates) {
    Situation situation = night.situation();
    Transition transition =
        new Transition(
            ID.phase(),
            new PhaseName("raw"),
            new Transition.TriggerShape("start-made", fanOut, extra),
            Afterwards.IGNORE,
            Afterwards.IGNORE,
            Map.of(),
            false,
            situation.transition().policies());
    return new TriggerComposer(night.pipeline())
        .compose(
            new TriggerComposer.Draft(
                ID,
                TriggerReason.ALL_COMPLETE,
                transition,
                situation.policy(),
                counted,
                missing,
                startsOn.orElse(counted.stream().map(Decision.Counted::processor).toList()),
                gates,
                counted.stream().flatMap(c -> c.fact().stream()).toList(),
                Optional.empty()),
            NOW);
  }
}
