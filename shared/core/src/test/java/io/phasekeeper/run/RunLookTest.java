package io.phasekeeper.run;

import static io.phasekeeper.run.RunNight.SUMMARY;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether who only looks at a run judges it as the cleanup does, and writes nothing. */
class RunLookTest {
  private static final String CACHE = "PlayerDailyCacheProcessor";
  private final RunNight night = new RunNight();

  private RunLook.Seen look(String id) {
    return new RunLook(night.night).look(List.of(night.run(id)), false, night.now()).get(0);
  }

  private boolean lost(String id) {
    return look(id).lost(new RunLook(night.night).limits(night.run(id)));
  }

  @Test
  void aChannelThatWasFoundDarkIsDarkForEverybodyThoughNothingEndsAnyMore() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 1);
    night.sweeps();
    night.passes(Duration.ofMinutes(10));
    night.ends(SUMMARY, "s1", "success");
    night.sweepsFor(Duration.ofMinutes(35));
    assertThat(night.night.findings("open")).containsExactly("heartbeats-dark heartbeats");
    assertThat(night.run("r1").ended()).as("the cleanup spares it").isFalse();
    assertThat(look("r1").verdict()).isEqualTo(RunVerdict.SUSPECT);
    assertThat(lost("r1")).isFalse();
    night.beats(SUMMARY, "s2", 1);
    assertThat(look("r1").verdict()).as("heard again").isEqualTo(RunVerdict.DEAD);
    assertThat(lost("r1")).isTrue();
  }

  @Test
  void theSuccessOfOneThatNeverBeatsHidesNoDeath() {
    night.begins(CACHE, "c1");
    night.sweepsWhileBeating(Duration.ofMinutes(10), CACHE, "c1", true);
    night.ends(SUMMARY, "s1", "success");
    night.sweepsWhileBeating(Duration.ofMinutes(5), CACHE, "c1", true);
    night.passes(Duration.ofMinutes(10));
    night.ends(SUMMARY, "s2", "success");
    night.passes(Duration.ofMinutes(6));
    assertThat(look("c1").verdict()).isEqualTo(RunVerdict.DEAD);
    night.sweeps();
    assertThat(night.run("c1").ended()).as("so says the cleanup").isTrue();
  }

  @Test
  void anEndThatWeWroteOurselvesHidesNoDeath() {
    night.begins(SUMMARY, "s1");
    night.beats(SUMMARY, "s1", 1);
    night.begins(CACHE, "c1");
    night.passes(Duration.ofMinutes(1));
    night.beats(CACHE, "c1", 1);
    night.passes(Duration.ofMinutes(14));
    night.sweeps();
    assertThat(night.run("s1").succeeded()).as("reconciled").isTrue();
    night.passes(Duration.ofMinutes(2));
    assertThat(look("c1").verdict()).isEqualTo(RunVerdict.DEAD);
  }

  @Test
  void inDoubtNoRunIsLostForItsAge() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "never");
    night.sweeps();
    night.passes(Duration.ofHours(4));
    assertThat(lost("never")).isTrue();
    night.ends(SUMMARY, "s1", "success");
    night.sweeps();
    assertThat(night.run("never").ended()).as("the cleanup spares it").isFalse();
    assertThat(lost("never")).isFalse();
  }

  @Test
  void lookingWritesNothing() {
    night.beats(SUMMARY, "s0", 1);
    night.begins(CACHE, "r1");
    night.beats(CACHE, "r1", 1);
    night.passes(Duration.ofMinutes(16));
    night.ends(SUMMARY, "s1", "success");
    int before = night.night.stored.all().size();
    assertThat(look("r1").verdict()).isEqualTo(RunVerdict.SUSPECT);
    assertThat(night.night.stored.all()).hasSize(before);
  }
}
