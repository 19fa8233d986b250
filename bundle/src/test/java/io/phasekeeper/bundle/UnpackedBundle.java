package io.phasekeeper.bundle;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** The bundle as it lies in a function's source folder after the upload. */
record UnpackedBundle(Path folder) {

  static UnpackedBundle into(Path folder) throws IOException {
    Path zip = Path.of(System.getProperty("phasekeeper.bundle"));
    try (InputStream bytes = Files.newInputStream(zip);
        ZipInputStream entries = new ZipInputStream(bytes)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(zip + " holds " + entry.getName() + ", which leaves its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          Files.copy(entries, target);
        }
      }
    }
    return new UnpackedBundle(folder);
  }

  Path jar() {
    return folder.resolve("phasekeeper.jar");
  }

  /** All files, as paths from its root, in order. */
  List<String> files() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  /** What the jar's manifest names. */
  List<String> classPath() throws IOException {
    try (JarFile jar = new JarFile(jar().toFile())) {
      String value = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      return List.of(value.split(" "));
    }
  }
}
