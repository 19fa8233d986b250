package io.phasekeeper.pipeline;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.phasekeeper.yaml.Problem;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code phasekeeper check FILE}: says whether a pipeline file is good, or all that is wrong. */
public final class PipelineCheck {
  /** The exit codes of every command. */
  private static final int GOOD = 0;

  private static final int WRONG = 1;
  private static final int COULD_NOT_LOOK = 3;

  private static final Gson JSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private PipelineCheck() {}

  /**
   * Checks a file and prints the verdict: one line per problem, or a line that it is good and one
   * per warning, or one JSON object.
   *
   * @return 0 the file is good, 1 something is wrong with it, 3 it could not be read
   */
  public static int run(Path file, PrintWriter out, boolean json) {
    try {
      Pipeline pipeline = PipelineFile.load(file);
      List<String> warnings = HealWarnings.of(pipeline);
      out.println(
          json ? JSON.toJson(goodJson(file, pipeline, warnings)) : file + ": " + good(pipeline));
      if (!json) {
        warnings.forEach(warning -> out.println(file + ": warning: " + warning));
      }
      return GOOD;
    } catch (PipelineFileException e) {
      if (json) {
        out.println(JSON.toJson(wrongJson(file, e.problems())));
      } else {
        e.problems().forEach(out::println);
        int count = e.problems().size();
        out.println(file + ": " + count + (count == 1 ? " problem" : " problems"));
      }
      return WRONG;
    } catch (UncheckedIOException e) {
      String reason = reason(e);
      out.println(
          json ? JSON.toJson(unreadJson(file, reason)) : file + ": cannot be read: " + reason);
      return COULD_NOT_LOOK;
    }
  }

  private static String good(Pipeline pipeline) {
    return "good: pipeline "
        + pipeline.id()
        + ", "
        + counted(pipeline.phases().size(), "phase")
        + ", "
        + counted(pipeline.processors().size(), "processor")
        + ", "
        + counted(pipeline.transitions().size(), "transition")
        + ", "
        + counted(pipeline.jobs().size(), "job")
        + "; hash "
        + pipeline.hash();
  }

  private static String counted(int count, String thing) {
    return count + " " + thing + (count == 1 ? "" : "s");
  }

  private static String reason(UncheckedIOException e) {
    Throwable cause = e.getCause();
    if (cause instanceof NoSuchFileException) {
      return "no such file";
    }
    return cause == null ? String.valueOf(e.getMessage()) : String.valueOf(cause.getMessage());
  }

  private static Map<String, Object> goodJson(Path file, Pipeline pipeline, List<String> warnings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("good", true);
    json.put("pipeline", pipeline.id());
    json.put("hash", pipeline.hash());
    json.put("problems", List.of());
    json.put("warnings", warnings);
    return json;
  }

  private static Map<String, Object> wrongJson(Path file, List<Problem> problems) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("good", false);
    json.put("problems", problems.stream().map(PipelineCheck::problemJson).toList());
    return json;
  }

  private static Map<String, Object> problemJson(Problem problem) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("line", problem.place().line());
    json.put("column", problem.place().column());
    json.put("path", problem.path());
    json.put("found", problem.found());
    json.put("expected", problem.expected());
    problem.nearest().ifPresent(name -> json.put("nearest", name));
    json.put("message", problem.toString());
    return json;
  }

  private static Map<String, Object> unreadJson(Path file, String reason) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("file", file.toString());
    json.put("good", false);
    json.put("unread", reason);
    return json;
  }
}
