package io.phasekeeper.local.crash;

import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import io.phasekeeper.local.host.FunctionHost;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/**
 * A process that serves one function, behind the Functions Framework's executors and on loopback
 * alone, wired as in Google Cloud from its environment. It ends with the process that started it.
 */
public final class ServedFunction {
  /** What it prints before its address. */
  static final String SERVING = "serving ";

  private ServedFunction() {}

  /**
   * @param arguments the function's name in {@code functions/functions.yaml}
   */
  public static void main(String[] arguments) throws Exception {
    Path home = Path.of(System.getProperty("phasekeeper.home", "."));
    FunctionSpec spec =
        FunctionTable.read(home.resolve(FunctionTable.PATH), ZoneOffset.UTC)
            .function(arguments[0])
            .orElseThrow();
    FunctionHost host = FunctionHost.start(0, List.of(spec), Map.of());
    System.out.println(SERVING + host.uri(spec.name()));
    // Nobody writes to it: it ends when the other end of the pipe is gone.
    System.in.transferTo(OutputStream.nullOutputStream());
    System.exit(0);
  }
}
