package io.phasekeeper.local;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.cloud.functions.CloudEventsFunction;
import com.google.cloud.functions.HttpFunction;
import io.phasekeeper.function.FunctionSpec;
import io.phasekeeper.function.FunctionTable;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code functions/functions.yaml} against the classes: the file deploys what exists. */
class EntryPointsTest {
  static List<FunctionSpec> functions() throws Exception {
    Path file = Path.of(System.getProperty("phasekeeper.home")).resolve(FunctionTable.PATH);
    return FunctionTable.read(file, ZoneOffset.UTC).functions();
  }

  @ParameterizedTest
  @MethodSource("functions")
  void eachEntryPointIsAPublicClassThatTheFrameworkCanMakeForItsTrigger(FunctionSpec function)
      throws Exception {
    Class<?> entryPoint = Class.forName(function.entryPoint(), false, getClass().getClassLoader());
    assertThat(entryPoint).isPublic().isFinal();
    assertThat(entryPoint.getConstructor())
        .as("its public constructor without arguments")
        .isNotNull();
    assertThat(function.takesCompletions() ? CloudEventsFunction.class : HttpFunction.class)
        .isAssignableFrom(entryPoint);
  }
}
