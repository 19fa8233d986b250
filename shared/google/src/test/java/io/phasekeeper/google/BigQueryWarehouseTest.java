package io.phasekeeper.google;

import io.phasekeeper.google.fake.FakeBigQuery;
import io.phasekeeper.warehouse.Warehouse;
import io.phasekeeper.warehouse.WarehouseContract;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract through BigQuery's real client, over HTTP, on our fake. */
class BigQueryWarehouseTest implements WarehouseContract {
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static FakeBigQuery fake;
  private static BigQueryWarehouse warehouse;

  @BeforeAll
  static void start() throws IOException {
    fake = FakeBigQuery.start("warehouse-contract");
    warehouse = BigQueryWarehouse.open("warehouse-contract", Optional.of(fake.host()));
  }

  @AfterAll
  static void stop() {
    fake.close();
  }

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public String newTable(String dateColumn, Map<String, String> columns) {
    String table = "contract.t" + NUMBER.incrementAndGet();
    fake.create(table, columns, Set.of());
    return table;
  }
}
