package io.phasekeeper.local.runtime;

import io.phasekeeper.embedded.DuckDbWarehouse;
import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.TableWriter;
import io.phasekeeper.warehouse.Warehouse;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A warehouse that is opened by the first question: most commands ask none, and loading DuckDB
 * takes longer than all the rest of them.
 */
final class LazyWarehouse extends AskedWarehouse implements TableWriter {
  private final Supplier<DuckDbWarehouse> opening;
  private @Nullable DuckDbWarehouse opened;

  LazyWarehouse(Supplier<DuckDbWarehouse> opening) {
    this.opening = opening;
  }

  synchronized DuckDbWarehouse open() {
    if (opened == null) {
      opened = opening.get();
    }
    return opened;
  }

  @Override
  protected <T> T ask(Function<Warehouse, T> question) {
    return question.apply(open());
  }

  @Override
  public void replaceRows(
      String table, String dateColumn, LocalDate date, List<Map<String, Object>> rows) {
    open().replaceRows(table, dateColumn, date, rows);
  }
}
