package io.phasekeeper.local.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table of one run. A figure stands in it beside its bare cost or not at all: a time alone says
 * more about the machine than about us.
 */
public final class FigureTable {
  private static final List<String> HEAD =
      List.of("figure", "measured", "bare cost", "bare is", "× bare", "target", "met");

  private final RunId run;
  private final List<Figure> figures = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();

  public FigureTable(RunId run) {
    this.run = run;
  }

  /**
   * @throws IllegalArgumentException if the bare cost is missing, is zero, or is another run's
   */
  public void add(Figure figure) {
    Reading bare =
        figure
            .bare()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\"" + figure.name() + "\" has no bare cost; it is not shown without"));
    if (!figure.ours().run().equals(run) || !bare.run().equals(run)) {
      throw new IllegalArgumentException(
          "\""
              + figure.name()
              + "\" was measured in the run of "
              + figure.ours().run().began()
              + ", its bare cost in that of "
              + bare.run().began()
              + "; expected both in that of "
              + run.began());
    }
    if (bare.value() == 0) {
      throw new IllegalArgumentException("\"" + figure.name() + "\" has a bare cost of 0");
    }
    figures.add(figure);
  }

  /** A line below the table: what could not be measured, and why. */
  public void note(String note) {
    notes.add(note);
  }

  public List<Figure> figures() {
    return List.copyOf(figures);
  }

  /** In Markdown, its columns aligned. */
  public String text() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    figures.forEach(figure -> rows.add(row(figure)));
    int[] widths = new int[HEAD.size()];
    for (List<String> row : rows) {
      for (int column = 0; column < widths.length; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows.size(); row++) {
      line(text, rows.get(row), widths, ' ');
      if (row == 0) {
        line(text, HEAD.stream().map(any -> "").toList(), widths, '-');
      }
    }
    notes.forEach(note -> text.append('\n').append(note).append('\n'));
    return text.toString();
  }

  private static List<String> row(Figure figure) {
    Reading bare = figure.bare().orElseThrow();
    return List.of(
        figure.name(),
        figure.ours().shown(),
        bare.shown(),
        bare.what(),
        String.format(Locale.ROOT, figure.ratio() < 100 ? "%.2f" : "%,.0f", figure.ratio()),
        figure.target().map(Target::text).orElse(""),
        figure.target().isEmpty() ? "" : figure.met() ? "yes" : "NO");
  }

  private static void line(StringBuilder text, List<String> cells, int[] widths, char fill) {
    for (int column = 0; column < widths.length; column++) {
      String cell = cells.get(column);
      text.append('|').append(fill).append(cell);
      text.append(String.valueOf(fill).repeat(widths[column] - cell.length() + 1));
    }
    text.append("|\n");
  }
}
