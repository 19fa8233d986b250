package io.phasekeeper.warehouse;

import java.util.Map;
import java.util.TreeMap;

/**
 * A table as the pipeline file names it.
 *
 * @param name {@code dataset.table}
 * @param dateColumn the DATE column that says which data date a row belongs to; also the partition
 *     that every statement prunes by
 * @param where columns that must equal a value (string, long, double or boolean) for a row to
 *     count, such as {@code is_active: true}
 */
public record TableRef(String name, String dateColumn, Map<String, Object> where) {
  public TableRef {
    if (!name.matches("[A-Za-z0-9_]+\\.[A-Za-z0-9_]+")) {
      throw new IllegalArgumentException("a table is written dataset.table, not \"" + name + "\"");
    }
    if (!dateColumn.matches("[A-Za-z_][A-Za-z0-9_]*")) {
      throw new IllegalArgumentException("not a column name: \"" + dateColumn + "\"");
    }
    where = java.util.Collections.unmodifiableMap(new TreeMap<>(where));
  }

  /** The table without its dataset. */
  public String bareName() {
    return name.substring(name.indexOf('.') + 1);
  }
}
