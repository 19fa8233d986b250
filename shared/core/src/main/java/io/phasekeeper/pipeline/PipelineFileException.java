package io.phasekeeper.pipeline;

import io.phasekeeper.yaml.Problem;
import java.util.List;
import java.util.stream.Collectors;

/** A pipeline file is wrong; holds every problem, in the order of the file. */
public final class PipelineFileException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final transient List<Problem> problems;

  public PipelineFileException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
