package io.phasekeeper.local.replay;

import io.phasekeeper.warehouse.AskedWarehouse;
import io.phasekeeper.warehouse.RunEnd;
import io.phasekeeper.warehouse.Warehouse;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The tables as our functions reach them: with the scenario's faults, and watched. */
public final class OurWarehouse extends AskedWarehouse {
  private final Warehouse stored;
  private final BrokenThings broken;
  private final Watch watch;

  public OurWarehouse(Warehouse stored, BrokenThings broken, Watch watch) {
    this.stored = stored;
    this.broken = broken;
    this.watch = watch;
  }

  @Override
  protected <T> T ask(Function<Warehouse, T> question) {
    broken.beforeQuery();
    return question.apply(stored);
  }

  @Override
  public long endRun(String table, RunEnd end) {
    broken.beforeQuery();
    broken.beforeUpdate();
    return seen(end, stored.endRun(table, end));
  }

  @Override
  public long appendRunEnd(String table, RunEnd end) {
    return seen(end, super.appendRunEnd(table, end));
  }

  @Override
  public void append(String table, List<Map<String, Object>> rows) {
    super.append(table, rows);
    broken.written();
  }

  private long seen(RunEnd end, long changed) {
    if (changed > 0) {
      watch.run(end);
      broken.written();
    }
    return changed;
  }
}
