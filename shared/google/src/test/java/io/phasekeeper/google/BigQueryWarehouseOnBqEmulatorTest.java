package io.phasekeeper.google;

import io.phasekeeper.testing.NeedsTool;
import io.phasekeeper.warehouse.Warehouse;
import io.phasekeeper.warehouse.WarehouseContract;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on an emulator that others wrote, whose faults differ from our fake's. */
@NeedsTool(value = "bqemulator", howToGet = "Python 3, and the pip install that .ci/run shows")
class BigQueryWarehouseOnBqEmulatorTest implements WarehouseContract {
  private static final String PROJECT = "warehouse-contract";
  private static BqEmulatorProcess emulator;
  private static BigQueryTables tables;
  private static BigQueryWarehouse warehouse;

  @BeforeAll
  static void start() throws Exception {
    emulator = BqEmulatorProcess.start(PROJECT);
    tables = new BigQueryTables(emulator.host(), PROJECT, "contract");
    warehouse = BigQueryWarehouse.open(PROJECT, Optional.of(emulator.host()));
  }

  @AfterAll
  static void stop() {
    emulator.close();
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public String newTable(String dateColumn, Map<String, String> columns) {
    return tables.newTable(dateColumn, columns);
  }
}
