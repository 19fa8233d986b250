package io.phasekeeper.embedded;

import io.phasekeeper.warehouse.Warehouse;
import io.phasekeeper.warehouse.WarehouseContract;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;

final class DuckDbWarehouseTest implements WarehouseContract {
  private static final AtomicInteger TABLES = new AtomicInteger();
  private static final DuckDbWarehouse WAREHOUSE = DuckDbWarehouse.inMemory();

  @AfterAll
  static void close() {
    WAREHOUSE.close();
  }

  @Override
  public Warehouse warehouse() {
    return WAREHOUSE;
  }

  @Override
  public String newTable(String dateColumn, Map<String, String> columns) {
    String table = "contract.table_" + TABLES.incrementAndGet();
    WAREHOUSE.define(
        columns.entrySet().stream()
            .map(each -> "`" + each.getKey() + "` " + each.getValue())
            .collect(
                Collectors.joining(
                    ", ",
                    "CREATE TABLE `" + table + "` (",
                    ") PARTITION BY "
                        + dateColumn
                        + " OPTIONS (require_partition_filter = TRUE)")));
    return table;
  }
}
