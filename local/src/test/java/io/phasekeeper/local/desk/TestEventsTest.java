package io.phasekeeper.local.desk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.phasekeeper.event.Completion;
import io.phasekeeper.event.CompletionParser;
import io.phasekeeper.event.IncomingEvent;
import io.phasekeeper.event.MalformedEventException;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.pipeline.Pipeline;
import io.phasekeeper.pipeline.PipelineFile;
import io.phasekeeper.pipeline.Processor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files of {@code test-events/}: each is understood, or is not, as its folder says. */
class TestEventsTest {
  private static final Path HOME = Path.of(System.getProperty("phasekeeper.home"));
  private static final Pipeline PIPELINE = PipelineFile.load(HOME.resolve("pipelines/nba.yaml"));

  static Stream<Path> completions() throws IOException {
    return files(HOME.resolve("test-events/phase-orchestrator"));
  }

  static Stream<Path> malformed() throws IOException {
    return files(HOME.resolve("test-events/phase-orchestrator/malformed"));
  }

  private static Stream<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(f -> f.toString().endsWith(".json")).sorted().toList().stream();
    }
  }

  @ParameterizedTest
  @MethodSource("completions")
  void everyCompletionIsUnderstood(Path file) throws Exception {
    assertThat(parse(file).dataDate()).isNotNull();
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void everyMalformedEventIsNot(Path file) {
    assertThatThrownBy(() -> parse(file)).isInstanceOf(MalformedEventException.class);
  }

  @Test
  void thereIsAnEventOfEveryProcessorThatFeedsATransition() throws Exception {
    Set<String> sent = new TreeSet<>();
    for (Path file : completions().toList()) {
      parse(file).processor().ifPresent(name -> sent.add(name.value()));
    }
    Set<String> waitedFor =
        PIPELINE.transitions().stream()
            .flatMap(t -> PIPELINE.phase(t.after()).processors().stream())
            .map(PIPELINE::processor)
            .map(Processor::name)
            .map(Object::toString)
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(sent).isEqualTo(waitedFor);
  }

  @Test
  void everyFunctionHasAnEvent() throws Exception {
    FunctionTable functions = FunctionTable.read(HOME.resolve(FunctionTable.PATH), PIPELINE.zone());
    for (FunctionSpec function : functions.functions()) {
      List<Path> events = files(HOME.resolve("test-events/" + function.name())).toList();
      assertThat(events).as(function.name()).isNotEmpty();
      if (function.timer().isPresent()) {
        for (Path file : events) {
          assertThat(TestEvent.parse(file.toString(), Files.readString(file)))
              .isEqualTo(new TestEvent.Call(function.name()));
        }
      }
    }
  }

  @Test
  void aFileThatIsNoTestEventSaysWhatIsWanted() {
    assertThatThrownBy(() -> TestEvent.parse("x.json", "{\"topic\": \"t\"}"))
        .hasMessage(
            "x.json: expected \"topic\", and one of \"data\" and \"data_base64\"; found [topic]");
    assertThatThrownBy(
            () -> TestEvent.parse("x.json", "{\"topic\": \"t\", \"data\": 1, \"dta\": 2}"))
        .hasMessageContaining("unknown key \"dta\"");
    assertThatThrownBy(() -> TestEvent.parse("x.json", "nothing"))
        .hasMessageContaining("is not a test event");
  }

  private static Completion parse(Path file) throws IOException, MalformedEventException {
    TestEvent.Publish event =
        (TestEvent.Publish) TestEvent.parse(file.toString(), Files.readString(file));
    return new CompletionParser(PIPELINE)
        .parse(
            new IncomingEvent(
                event.topic(),
                "1",
                Instant.parse("2026-01-11T12:00:00Z"),
                event.message().data(),
                Map.of()));
  }
}
