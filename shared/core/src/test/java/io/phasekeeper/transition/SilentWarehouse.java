package io.phasekeeper.transition;

import io.phasekeeper.warehouse.MemoryWarehouse;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.Proxy;

/** Makes a warehouse that nobody may ask anything. */
public final class SilentWarehouse {
  private SilentWarehouse() {}

  public static Warehouse warehouse() {
    return (Warehouse)
        Proxy.newProxyInstance(
            MemoryWarehouse.class.getClassLoader(),
            new Class<?>[] {Warehouse.class},
            (proxy, method, arguments) -> {
              throw new AssertionError("nobody is to ask " + method.getName());
            });
  }
}
