package io.phasekeeper.local.cli;

import io.phasekeeper.local.control.Desk;
import io.phasekeeper.local.control.DeskAnswer;
import io.phasekeeper.local.control.DeskRequest;
import io.phasekeeper.local.data.CannotLook;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * A command that asks a suite: the one that runs on the data directory, else the data itself, or
 * with {@code --live} the one in the cloud.
 */
abstract class AskingCommand implements Callable<Integer> {
  @Mixin
  @SuppressWarnings("NullAway.Init") // by picocli
  SuiteOptions suite;

  @Option(
      names = "--live",
      description = "Ask the suite in Google Cloud; GOOGLE_CLOUD_PROJECT names the project.")
  boolean live;

  @Spec
  @SuppressWarnings("NullAway.Init") // by picocli
  CommandSpec spec;

  /** The parameters of the request, by name. */
  abstract Map<String, String> parameters() throws CannotLook;

  /** The name of the request. */
  String request() {
    return spec.name();
  }

  @Override
  public final Integer call() throws CannotLook {
    Map<String, String> parameters = parameters();
    DeskAnswer answer;
    try (Desk desk = Desks.open(suite, live)) {
      answer = desk.ask(new DeskRequest(request(), parameters));
    }
    var to =
        answer.exit() <= Exit.WRONG || answer.text().startsWith("{")
            ? spec.commandLine().getOut()
            : spec.commandLine().getErr();
    to.println(answer.text().stripTrailing());
    to.flush();
    return answer.exit();
  }

  /** In which form the answer is wanted. */
  static final class Json {
    @Option(names = "--json", description = "For machines.")
    boolean json;

    Asked into(Asked parameters) {
      return parameters.with("json", json);
    }
  }

  /** Collects parameters; what was left out stays out. */
  static final class Asked {
    private final Map<String, String> all = new TreeMap<>();

    Asked with(String name, @Nullable Object value) {
      if (value != null && !value.equals(false)) {
        all.put(name, value.toString());
      }
      return this;
    }

    Map<String, String> all() {
      return all;
    }
  }
}
