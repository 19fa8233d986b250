package io.phasekeeper.file;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * What was read of a file's content: all of a small one, the start of a large one. Gzip is
 * unpacked, as far as it was read.
 *
 * @param text at most the first 64 KB as UTF-8; bytes that are none become replacement characters
 * @param whole whether this is all of the content
 * @param fault what is wrong with the file, if its content is not to be had, as the end of a
 *     sentence that begins with its name
 */
public record FileStart(String text, boolean whole, Optional<String> fault) {
  /**
   * @param read the first bytes as they are stored, at least {@link FileStore#START_BYTES} of them
   *     or all
   * @param bytes how many there are
   */
  static FileStart of(byte[] read, long bytes) {
    boolean all = read.length >= bytes;
    return read.length >= 2 && read[0] == (byte) 0x1f && read[1] == (byte) 0x8b
        ? unpacked(read, all)
        : new FileStart(text(read), all && read.length <= FileStore.START_BYTES, Optional.empty());
  }

  /**
   * What its JSON says at a place; none if it says nothing there, or is none.
   *
   * @param where keys with dots between; of a file that was not read whole, the last key's first
   *     text
   */
  public Optional<String> textAt(String where) {
    if (!whole) {
      return inTheStart(where);
    }
    try {
      JsonElement at = JsonParser.parseString(text);
      for (String key : where.split("\\.", -1)) {
        if (!(at instanceof JsonObject object) || !object.has(key)) {
          return Optional.empty();
        }
        at = object.get(key);
      }
      return at.isJsonPrimitive() ? Optional.of(at.getAsString()) : Optional.empty();
    } catch (JsonParseException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private Optional<String> inTheStart(String where) {
    String key = where.substring(where.lastIndexOf('.') + 1);
    Matcher found =
        Pattern.compile("\"" + Pattern.quote(key) + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(text);
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private static FileStart unpacked(byte[] read, boolean all) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    Optional<String> fault = Optional.empty();
    boolean ended = false;
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(read))) {
      byte[] some = new byte[4096];
      int got = in.read(some);
      while (got >= 0 && content.size() <= FileStore.START_BYTES) {
        content.write(some, 0, got);
        got = in.read(some);
      }
      ended = got < 0;
    } catch (EOFException e) {
      if (all) {
        fault =
            Optional.of(
                "is gzip that is cut off: its "
                    + read.length
                    + " bytes unpack to "
                    + content.size()
                    + " and end before the content does");
      }
    } catch (IOException e) {
      fault = Optional.of("is gzip that cannot be unpacked: " + e.getMessage());
    }
    byte[] unpacked = content.toByteArray();
    return new FileStart(text(unpacked), ended && unpacked.length <= FileStore.START_BYTES, fault);
  }

  private static String text(byte[] content) {
    return new String(
        content, 0, Math.min(content.length, FileStore.START_BYTES), StandardCharsets.UTF_8);
  }
}
