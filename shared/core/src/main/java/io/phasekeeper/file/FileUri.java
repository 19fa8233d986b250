package io.phasekeeper.file;

import io.phasekeeper.outcome.PortFailure;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a file lies: {@code gs://bucket/name}.
 *
 * @param name may hold slashes, but no step upwards
 */
public record FileUri(String bucket, String name) {
  private static final Pattern FORM = Pattern.compile("gs://([a-z0-9][a-z0-9._-]{1,220})/(.+)");

  /**
   * @throws PortFailure {@code INVALID} if {@code uri} has another form
   */
  public static FileUri parse(String uri) {
    Matcher parts = FORM.matcher(uri);
    if (!parts.matches() || ("/" + parts.group(2) + "/").contains("/../")) {
      throw new PortFailure(
          PortFailure.Service.STORAGE,
          PortFailure.Kind.INVALID,
          "found the file \"" + uri + "\"; expected gs://bucket/name");
    }
    return new FileUri(parts.group(1), parts.group(2));
  }

  @Override
  public String toString() {
    return "gs://" + bucket + "/" + name;
  }
}
