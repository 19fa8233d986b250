package io.phasekeeper.pipeline;

import io.phasekeeper.warehouse.TableRef;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table and as much of its shape as the pipeline file tells.
 *
 * @param key the columns that make a row unique; empty if unknown
 * @param columns all that are known, the date column first, with their GoogleSQL types
 */
public record TableShape(TableRef table, List<String> key, Map<String, String> columns) {
  public TableShape {
    key = List.copyOf(key);
    Map<String, String> all = new LinkedHashMap<>();
    all.put(table.dateColumn(), "DATE");
    key.forEach(column -> all.putIfAbsent(column, "STRING"));
    columns.forEach(all::put);
    columns = Collections.unmodifiableMap(all);
  }
}
