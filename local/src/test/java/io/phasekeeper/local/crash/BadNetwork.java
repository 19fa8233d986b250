package io.phasekeeper.local.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Stands before a server on loopback and passes bytes on, as its weather lets it.
 *
 * <p>It doubles nothing itself: the same bytes of HTTP/2 twice on a connection are no second
 * request, but an error. What a client does about a cut answer, asking again, is what makes
 * duplicates.
 */
final class BadNetwork implements AutoCloseable {
  /** How long a connection outlives what was cut or lost on it: the server works meanwhile. */
  private static final long MILLIS_BEFORE_THE_END = 30;

  private final InetSocketAddress server;
  private final ServerSocket listening;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger cuts = new AtomicInteger();
  private final AtomicInteger lost = new AtomicInteger();
  private final AtomicInteger passed = new AtomicInteger();
  private final Random random;
  private volatile Weather weather = Weather.CALM;

  /** What happens to what passes. */
  enum Weather {
    CALM,
    /** Answers take up to a tenth of a second longer. */
    SLOW,
    /** Answers come a few bytes at a time. */
    THROTTLED,
    /** Requests go through; their answers are held back until the weather changes. */
    STALLED,
    /** Requests go through; in place of an answer the connection ends. */
    ANSWERS_CUT,
    /** Requests are taken and reach nobody; some time later the connection ends. */
    REQUESTS_LOST,
    /** Connections end, and no new ones come about. */
    REFUSED
  }

  private BadNetwork(InetSocketAddress server, ServerSocket listening, long seed) {
    this.server = server;
    this.listening = listening;
    this.random = new Random(seed);
  }

  /**
   * @param server {@code host:port}
   */
  static BadNetwork before(String server, long seed) throws IOException {
    String[] parts = server.split(":", 2);
    BadNetwork network =
        new BadNetwork(
            new InetSocketAddress(parts[0], Integer.parseInt(parts[1])),
            new ServerSocket(0, 50, InetAddress.getLoopbackAddress()),
            seed);
    network.begin(network::accept);
    return network;
  }

  /** {@code host:port} for clients. */
  String host() {
    return "127.0.0.1:" + listening.getLocalPort();
  }

  void weather(Weather next) {
    weather = next;
    if (next == Weather.REFUSED) {
      open.forEach(BadNetwork::end);
    }
  }

  /** Leaves the weather as it is for a while. */
  void lasts(long millis) throws InterruptedException {
    if (pause(millis)) {
      throw new IllegalStateException("the network is closed");
    }
  }

  /** Calm, and back when an answer has passed, or after so long. */
  void calmUntilItPasses(Duration limit) throws InterruptedException {
    int before = passed.get();
    weather = Weather.CALM;
    long deadline = System.nanoTime() + limit.toNanos();
    while (passed.get() == before && System.nanoTime() < deadline) {
      lasts(2);
    }
  }

  /** Answers that were cut off so far. */
  int cuts() {
    return cuts.get();
  }

  /** Requests, or parts of them, that were taken and not passed on so far. */
  int lost() {
    return lost.get();
  }

  private void begin(Runnable work) {
    Thread thread = new Thread(work, "network before " + server.getPort());
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (closed.getCount() > 0) {
      try {
        Socket client = listening.accept();
        if (weather == Weather.REFUSED) {
          end(client);
        } else {
          connect(client);
        }
      } catch (IOException ended) {
        // The listening socket is closed, or the server is gone: its client will see.
        weather = closed.getCount() > 0 ? weather : Weather.REFUSED;
      }
    }
  }

  private void connect(Socket client) throws IOException {
    Socket upstream = new Socket();
    client.setTcpNoDelay(true);
    upstream.setTcpNoDelay(true);
    open.add(client);
    open.add(upstream);
    try {
      upstream.connect(server);
    } catch (IOException e) {
      end(client);
      throw e;
    }
    begin(() -> requests(client, upstream));
    begin(() -> answers(upstream, client));
  }

  private void requests(Socket client, Socket upstream) {
    byte[] buffer = new byte[16 * 1024];
    try (InputStream in = client.getInputStream();
        OutputStream out = upstream.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        if (weather == Weather.REQUESTS_LOST) {
          lost.incrementAndGet();
          pause(MILLIS_BEFORE_THE_END);
          throw new IOException("lost");
        }
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException ended) {
      // Lost, or one of the two has gone; so will the other.
      end(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forget(client, upstream);
  }

  private void answers(Socket upstream, Socket client) {
    byte[] buffer = new byte[16 * 1024];
    try (InputStream in = upstream.getInputStream();
        OutputStream out = client.getOutputStream()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        pass(buffer, read, out);
      }
    } catch (IOException ended) {
      // Cut, here or there.
      end(client);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    forget(client, upstream);
  }

  private void pass(byte[] buffer, int length, OutputStream out)
      throws IOException, InterruptedException {
    boolean over = false;
    while (weather == Weather.STALLED && !over) {
      over = pause(5);
    }
    switch (weather) {
      case CALM, STALLED, REQUESTS_LOST -> out.write(buffer, 0, length);
      case SLOW -> {
        pause(drawn(100));
        out.write(buffer, 0, length);
      }
      case THROTTLED -> {
        for (int at = 0; at < length; at += 8) {
          out.write(buffer, at, Math.min(8, length - at));
          out.flush();
          pause(1);
        }
      }
      case ANSWERS_CUT, REFUSED -> {
        cuts.incrementAndGet();
        // The request is on its way, and is done before the server hears of the cut.
        pause(MILLIS_BEFORE_THE_END);
        throw new IOException("cut");
      }
    }
    out.flush();
    passed.incrementAndGet();
  }

  private synchronized int drawn(int below) {
    return random.nextInt(below);
  }

  /** Whether it is closed meanwhile. */
  private boolean pause(long millis) throws InterruptedException {
    return closed.await(millis, TimeUnit.MILLISECONDS);
  }

  private void forget(Socket one, Socket other) {
    end(one);
    end(other);
    open.remove(one);
    open.remove(other);
  }

  private static void end(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    listening.close();
    open.forEach(BadNetwork::end);
  }
}
