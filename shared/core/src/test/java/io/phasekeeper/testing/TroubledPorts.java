package io.phasekeeper.testing;

import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.warehouse.Warehouse;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Counts the calls to all ports that it is put around; at one of them there is trouble. */
public final class TroubledPorts {
  private final int at;
  private final Trouble trouble;
  private int calls;

  /** Without trouble where {@code at} is beyond the last call. */
  public TroubledPorts(int at, Trouble trouble) {
    this.at = at;
    this.trouble = trouble;
  }

  /** What happens at the call. */
  public enum Trouble {
    DEATH_BEFORE,
    DEATH_AFTER,
    FAILURE,
    FAILURE_AFTER
  }

  /** The process dies; not an exception that anybody may catch. */
  public static final class Death extends Error {
    private static final long serialVersionUID = 1L;
  }

  /** How many calls there were so far. */
  public int calls() {
    return calls;
  }

  public <T> T around(Class<T> port, T real) {
    return port.cast(
        Proxy.newProxyInstance(
            port.getClassLoader(),
            new Class<?>[] {port},
            (proxy, method, arguments) -> {
              boolean here = ++calls == at;
              if (here) {
                before(port);
              }
              Object answer;
              try {
                answer = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (here) {
                after(port);
              }
              return answer;
            }));
  }

  private void before(Class<?> port) {
    if (trouble == Trouble.DEATH_BEFORE) {
      throw new Death();
    }
    if (trouble == Trouble.FAILURE) {
      throw failure(port, PortFailure.Kind.UNAVAILABLE);
    }
  }

  private void after(Class<?> port) {
    if (trouble == Trouble.DEATH_AFTER) {
      throw new Death();
    }
    if (trouble == Trouble.FAILURE_AFTER) {
      throw failure(port, PortFailure.Kind.UNAVAILABLE);
    }
  }

  /** What the service behind a port says. */
  public static PortFailure failure(Class<?> port, PortFailure.Kind kind) {
    return new PortFailure(
        port.equals(Warehouse.class) ? PortFailure.Service.BIGQUERY : PortFailure.Service.FIRESTORE,
        kind,
        "trouble");
  }
}
