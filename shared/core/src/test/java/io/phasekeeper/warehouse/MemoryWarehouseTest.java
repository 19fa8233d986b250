package io.phasekeeper.warehouse;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class MemoryWarehouseTest implements WarehouseContract {
  private final MemoryWarehouse warehouse = new MemoryWarehouse();
  private int tables;

  @Override
  public Warehouse warehouse() {
    return warehouse;
  }

  @Override
  public String newTable(String dateColumn, Map<String, String> columns) {
    String table = "contract.table_" + tables++;
    warehouse.declare(table, dateColumn);
    return table;
  }

  @Override
  public Set<Capability> capabilities() {
    return Set.of();
  }

  @Test
  void aReplacedDateHasItsNewRowsAndNoOthers() {
    warehouse.declare("d.t", "game_date");
    warehouse.append(
        "d.t", List.of(Map.of("game_date", JAN_11, "n", 1L), Map.of("game_date", JAN_12)));

    warehouse.replaceRows("d.t", "game_date", JAN_11, List.of(Map.of("n", 2L), Map.of("n", 3L)));

    assertThat(warehouse.rows("d.t", JAN_11))
        .containsExactly(
            Map.of("n", 2L, "game_date", JAN_11), Map.of("n", 3L, "game_date", JAN_11));
    warehouse.clear("d.t", "game_date", JAN_12);
    assertThat(warehouse.rowCounts(new TableRef("d.t", "game_date", Map.of()), JAN_10, JAN_12))
        .isEqualTo(Map.of(JAN_11, 2L));
  }
}
