package io.phasekeeper.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.call.ServiceClient.Answer;
import io.phasekeeper.effect.Effects;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Service.Meaning;
import io.phasekeeper.settings.Mode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class PortDispatcherTest {
  private static final Pipeline NBA = PipelineFile.load(Path.of("../../pipelines/nba.yaml"));
  private static final Instant NOW = Instant.parse("2026-01-11T12:00:00Z");
  private static final WorkCall PREDICTIONS =
      new WorkCall.HttpCall(
          "phase5", URI.create("https://p5/start"), URI.create("https://p5"), Map.of("a", "b"));
  private static final WorkCall JOB = new WorkCall.JobRun("br-rosters-backfill");
  private static final WorkCall MESSAGE =
      new WorkCall.TopicMessage("exports", Map.of("a", 1L), Map.of("order_id", "o-1"));

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final Deque<Supplier<Optional<Answer>>> answers = new ArrayDeque<>();
  private final List<String> sent = new ArrayList<>();
  private final List<Duration> pauses = new ArrayList<>();
  private Duration each = Duration.ZERO;
  private boolean ending;
  private double chance;
  private Optional<PortFailure> publishFails = Optional.empty();

  private void answers(int... statuses) {
    for (int status : statuses) {
      answers.add(() -> Optional.of(new Answer(status, "body " + status)));
    }
  }

  private void fails(Kind kind) {
    answers.add(
        () -> {
          throw new PortFailure(PortFailure.Service.HTTP, kind, "http: post: " + kind);
        });
  }

  private DispatchAnswer send(WorkCall call) {
    return send(call, Mode.ON);
  }

  private DispatchAnswer send(WorkCall call, Mode mode) {
    ServiceClient client =
        new ServiceClient() {
          @Override
          public Optional<Answer> post(URI target, URI audience, String json, Duration limit) {
            return next(target + " " + audience + " " + json + " " + limit);
          }

          @Override
          public Optional<Answer> runJob(String job, Duration limit) {
            return next(job + " " + limit);
          }

          private Optional<Answer> next(String what) {
            sent.add(what);
            clock.add(each);
            return answers.remove().get();
          }
        };
    Pause pause =
        length -> {
          pauses.add(length);
          clock.add(length);
          return !ending;
        };
    Effects effects =
        new Effects(
            (topic, message) -> {
              if (publishFails.isPresent()) {
                throw publishFails.get();
              }
              sent.add(topic + " " + message);
              return "1";
            },
            mode);
    return new PortDispatcher(
            NBA,
            new CallPorts(client, name -> Optional.empty(), pause, () -> chance),
            effects,
            clock)
        .send(call);
  }

  @Test
  void whatIsTakenIsSentOnce() {
    answers(202);
    assertThat(send(PREDICTIONS))
        .isEqualTo(
            new DispatchAnswer(
                Meaning.ACCEPTED, Optional.of(202), "202 body 202", true, false, false, false));
    assertThat(sent).containsExactly("https://p5/start https://p5 {\"a\":\"b\"} PT20S");
  }

  @Test
  void whatIsRefusedForTheMomentIsTriedThreeTimesMoreAndDoubling() {
    answers(500, 503, 429, 502);
    chance = 0.5;
    DispatchAnswer answer = send(PREDICTIONS);
    assertThat(answer.meaning()).isEqualTo(Meaning.TRANSIENT);
    assertThat(answer.status()).hasValue(502);
    assertThat(pauses)
        .containsExactly(
            Duration.ofMillis(1_250), Duration.ofMillis(2_500), Duration.ofMillis(5_000));
    assertThat(sent)
        .extracting(each -> each.substring(each.lastIndexOf(' ') + 1))
        .containsExactly("PT20S", "PT18.75S", "PT16.25S", "PT11.25S");
  }

  @Test
  void aTryThatIsTakenEndsIt() {
    fails(Kind.UNAVAILABLE);
    answers(500, 202);
    DispatchAnswer answer = send(PREDICTIONS);
    assertThat(answer.accepted()).isTrue();
    assertThat(pauses).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void allTriesTogetherTakeNoLongerThanTwentySeconds() {
    answers(500, 500, 500, 500);
    each = Duration.ofSeconds(8);
    assertThat(send(PREDICTIONS).meaning()).isEqualTo(Meaning.TRANSIENT);
    assertThat(sent).as("the third would begin at 19 s, and no pause of 4 s fits").hasSize(3);
    assertThat(pauses).hasSize(2);
  }

  @Test
  void aProcessThatEndsTriesNoMore() {
    answers(500, 202);
    ending = true;
    assertThat(send(PREDICTIONS).status()).hasValue(500);
    assertThat(sent).hasSize(1);
  }

  @Test
  void aCallWithoutAnAnswerIsNotSentAgain() {
    answers.add(Optional::empty);
    DispatchAnswer answer = send(PREDICTIONS);
    assertThat(answer.meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(answer.reached()).isTrue();
    assertThat(answer.status()).isEmpty();
    assertThat(sent).hasSize(1);
  }

  @Test
  void aGateAndEveryOtherRefusalIsNotTriedAgain() {
    answers.add(() -> Optional.of(new Answer(503, "DATA_INCOMPLETE")));
    assertThat(send(PREDICTIONS).meaning()).isEqualTo(Meaning.GATE);
    answers(404);
    DispatchAnswer lost = send(PREDICTIONS);
    assertThat(lost.wrongTarget()).isTrue();
    assertThat(lost.accepted()).isFalse();
    answers(403);
    assertThat(send(PREDICTIONS).unauthorized()).isTrue();
    assertThat(sent).hasSize(3);
    assertThat(pauses).isEmpty();
  }

  @Test
  void withoutATokenNothingWasReachedAndNobodyTriesAgain() {
    fails(Kind.REFUSED);
    DispatchAnswer answer = send(PREDICTIONS);
    assertThat(answer.meaning()).isEqualTo(Meaning.FAILED);
    assertThat(answer.unauthorized()).isTrue();
    assertThat(answer.reached()).isFalse();
    assertThat(answer.said()).isEqualTo("http: post: REFUSED");
    assertThat(sent).hasSize(1);
  }

  @Test
  void whoIsNeverReachedIsTransient() {
    for (int i = 0; i < 4; i++) {
      fails(Kind.UNAVAILABLE);
    }
    DispatchAnswer answer = send(PREDICTIONS);
    assertThat(answer.meaning()).isEqualTo(Meaning.TRANSIENT);
    assertThat(answer.reached()).isFalse();
    assertThat(sent).hasSize(4);
  }

  @Test
  void aJobIsStartedByCloudRunAndJudgedByItsStatus() {
    answers(200);
    assertThat(send(JOB).meaning()).isEqualTo(Meaning.ACCEPTED);
    answers(404);
    assertThat(send(JOB).wrongTarget()).isTrue();
    assertThat(sent).containsExactly("br-rosters-backfill PT20S", "br-rosters-backfill PT20S");
  }

  @Test
  void aMessageIsPublishedOnceWithItsAttributes() {
    DispatchAnswer answer = send(MESSAGE);
    assertThat(answer.meaning()).isEqualTo(Meaning.ACCEPTED);
    assertThat(sent).containsExactly("exports {order_id=o-1} {\"a\":1}");
    publishFails =
        Optional.of(new PortFailure(PortFailure.Service.PUBSUB, Kind.MISSING, "no topic exports"));
    DispatchAnswer lost = send(MESSAGE);
    assertThat(lost.wrongTarget()).isTrue();
    assertThat(lost.said()).isEqualTo("no topic exports");
    publishFails =
        Optional.of(new PortFailure(PortFailure.Service.PUBSUB, Kind.UNAVAILABLE, "away"));
    assertThat(send(MESSAGE).meaning()).isEqualTo(Meaning.TRANSIENT);
    assertThat(pauses).isEmpty();
  }

  @Test
  void inShadowNothingIsSentAndItSaysWhatWouldBe() {
    for (WorkCall call : List.of(PREDICTIONS, JOB, MESSAGE)) {
      DispatchAnswer answer = send(call, Mode.SHADOW);
      assertThat(answer.withheld()).isTrue();
      assertThat(answer.reached()).isFalse();
      assertThat(answer.accepted()).as("as if it had been sent").isTrue();
      assertThat(answer.said()).startsWith("shadow: nothing was sent; would ");
      assertThat(answer.said()).endsWith(call.describe());
      assertThatThrownBy(() -> assertThat(send(call, Mode.STOPPED)).isNull())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("stopped: ");
    }
    assertThat(sent).isEmpty();
  }

  @Test
  void longWordsAreCut() {
    answers.add(() -> Optional.of(new Answer(500, "x".repeat(10_000))));
    ending = true;
    assertThat(send(PREDICTIONS).said()).hasSizeLessThanOrEqualTo(500).endsWith("…");
    assertThat(
            new DispatchAnswer(
                    Meaning.FAILED, Optional.empty(), "y".repeat(501), false, false, false, false)
                .said())
        .hasSize(500)
        .endsWith("…");
  }
}
