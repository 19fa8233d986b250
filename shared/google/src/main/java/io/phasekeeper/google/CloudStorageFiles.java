package io.phasekeeper.google;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.phasekeeper.file.FileStore;
import io.phasekeeper.file.FileUri;
import io.phasekeeper.outcome.PortFailure;
import io.phasekeeper.outcome.PortFailure.Kind;
import io.phasekeeper.outcome.PortFailure.Service;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Files in Cloud Storage, asked by its JSON API: when an object's present generation was made, and
 * its first bytes. Two small GETs need no client library: Google's own would add thirty megabytes
 * and half a second to every cold start (docs/decisions/0011).
 *
 * <p>Needs {@code storage.objects.get}, and {@code storage.objects.list} too: without it, an object
 * that is not there is answered with 403.
 */
final class CloudStorageFiles implements FileStore {
  static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_only";
  private static final String GOOGLE = "https://storage.googleapis.com";
  private static final Duration LIMIT = Duration.ofSeconds(10);

  private final String root;
  private final Supplier<Optional<String>> token;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  /**
   * @param token none: no credentials are sent
   */
  CloudStorageFiles(String root, Supplier<Optional<String>> token) {
    this.root = root.endsWith("/") ? root.substring(0, root.length() - 1) : root;
    this.token = token;
  }

  /**
   * Opens it; nothing is sent before the first question.
   *
   * @param emulatorHost {@code host:port} of an emulator, which is asked without credentials; none:
   *     Google Cloud
   */
  static CloudStorageFiles open(Optional<String> emulatorHost) {
    if (emulatorHost.isPresent()) {
      String host = emulatorHost.get();
      return new CloudStorageFiles(host.contains("://") ? host : "http://" + host, Optional::empty);
    }
    AccessTokens tokens = new AccessTokens(SCOPE);
    return new CloudStorageFiles(GOOGLE, () -> Optional.of(tokens.token(Service.STORAGE)));
  }

  @Override
  public Optional<StoredFile> find(String uri) {
    FileUri address = FileUri.parse(uri);
    for (int attempt = 1; ; attempt++) {
      Optional<StoredFile> found = Optional.empty();
      Optional<JsonObject> about = about(address);
      if (about.isEmpty()) {
        return found;
      }
      found = content(address, about.get());
      if (found.isPresent() || attempt == 3) {
        return found;
      }
      // It was written again between the two questions.
    }
  }

  private Optional<JsonObject> about(FileUri address) {
    HttpResponse<byte[]> answer =
        get(address, object(address) + "?fields=generation,timeCreated,size", Optional.empty());
    if (absent(address, answer)) {
      return Optional.empty();
    }
    try {
      return Optional.of(JsonParser.parseString(text(answer)).getAsJsonObject());
    } catch (JsonParseException | IllegalStateException e) {
      throw strange(address, answer);
    }
  }

  /** None if that generation is gone. */
  private Optional<StoredFile> content(FileUri address, JsonObject about) {
    Instant written;
    long bytes;
    String generation;
    try {
      written = Instant.parse(about.get("timeCreated").getAsString());
      bytes = Long.parseLong(about.get("size").getAsString());
      generation = about.get("generation").getAsString();
    } catch (DateTimeException | NumberFormatException | NullPointerException e) {
      throw new PortFailure(
          Service.STORAGE,
          Kind.UNAVAILABLE,
          "storage: read " + address + ": not an object's description: " + about,
          e);
    }
    if (bytes == 0) {
      return Optional.of(StoredFile.of(address.toString(), written, 0, new byte[0]));
    }
    HttpResponse<byte[]> answer =
        get(
            address,
            object(address) + "?alt=media&generation=" + encoded(generation),
            Optional.of("bytes=0-" + (START_BYTES - 1)));
    return absent(address, answer)
        ? Optional.empty()
        : Optional.of(StoredFile.of(address.toString(), written, bytes, answer.body()));
  }

  private static String object(FileUri address) {
    return "/storage/v1/b/" + encoded(address.bucket()) + "/o/" + encoded(address.name());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private HttpResponse<byte[]> get(FileUri address, String path, Optional<String> range) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(root + path)).timeout(LIMIT);
    token.get().ifPresent(value -> request.header("Authorization", "Bearer " + value));
    // Else Cloud Storage unpacks what was stored as gzip, and then knows no ranges of it.
    range.ifPresent(bytes -> request.header("Range", bytes).header("Accept-Encoding", "gzip"));
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
    } catch (IOException e) {
      throw new PortFailure(
          Service.STORAGE, Kind.UNAVAILABLE, "storage: read " + address + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new PortFailure(
          Service.STORAGE, Kind.UNAVAILABLE, "storage: read " + address + ": interrupted", e);
    }
  }

  /**
   * Whether the object is not there.
   *
   * @throws PortFailure if it is neither there nor known to be absent; a bucket that is not there
   *     is {@code MISSING}
   */
  private static boolean absent(FileUri address, HttpResponse<byte[]> answer) {
    int status = answer.statusCode();
    if (status == 200 || status == 206) {
      return false;
    }
    boolean bucket = text(answer).contains("bucket does not exist");
    if (status == 404 && !bucket) {
      return true;
    }
    Kind kind =
        switch (status) {
          case 401, 403 -> Kind.REFUSED;
          case 404 -> Kind.MISSING;
          case 408, 500, 502, 503, 504 -> Kind.UNAVAILABLE;
          case 429 -> Kind.BUSY;
          default -> status > 500 ? Kind.UNAVAILABLE : Kind.INVALID;
        };
    throw new PortFailure(
        Service.STORAGE, kind, "storage: read " + address + ": " + status + " " + begin(answer));
  }

  private static PortFailure strange(FileUri address, HttpResponse<byte[]> answer) {
    return new PortFailure(
        Service.STORAGE,
        Kind.UNAVAILABLE,
        "storage: read " + address + ": not the answer of the JSON API: " + begin(answer));
  }

  private static String begin(HttpResponse<byte[]> answer) {
    String text = text(answer).replaceAll("\\s+", " ");
    return text.substring(0, Math.min(300, text.length()));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }
}
