package io.phasekeeper.local.bench;

import io.phasekeeper.local.bench.bare.BareClients;
import io.phasekeeper.local.bench.bare.BareFailure;
import io.phasekeeper.local.bench.bare.BareFunction;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The bundle as it lies in a function's source folder, and beside its jar one of the bare function,
 * which names the same libraries without ours.
 */
record PackedFunctions(Path folder) {
  static final String OURS = "phasekeeper.jar";
  static final String BARE = "bare.jar";

  static PackedFunctions unpack(Path bundle, Path folder) throws IOException {
    try (InputStream bytes = Files.newInputStream(bundle);
        ZipInputStream entries = new ZipInputStream(bytes)) {
      for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
        Path target = folder.resolve(entry.getName()).normalize();
        if (!target.startsWith(folder)) {
          throw new IOException(bundle + " holds " + entry.getName() + ", which leaves its folder");
        }
        if (entry.isDirectory()) {
          Files.createDirectories(target);
        } else {
          Files.createDirectories(target.resolveSibling("."));
          Files.copy(entries, target);
        }
      }
    }
    packBare(folder);
    return new PackedFunctions(folder);
  }

  private static void packBare(Path folder) throws IOException {
    String ours;
    try (JarFile jar = new JarFile(folder.resolve(OURS).toFile())) {
      ours = jar.getManifest().getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.of(ours.split(" "))
                .filter(library -> !library.startsWith("lib/phasekeeper-"))
                .collect(Collectors.joining(" ")));
    try (OutputStream file = Files.newOutputStream(folder.resolve(BARE));
        JarOutputStream jar = new JarOutputStream(file, manifest)) {
      for (Class<?> type : List.of(BareFunction.class, BareClients.class, BareFailure.class)) {
        String name = type.getName().replace('.', '/') + ".class";
        jar.putNextEntry(new ZipEntry(name));
        try (InputStream bytes = type.getResourceAsStream("/" + name)) {
          if (bytes == null) {
            throw new IOException("there is no " + name + " on the class path");
          }
          bytes.transferTo(jar);
        }
        jar.closeEntry();
      }
    }
  }

  /** The invoker's jar, from this process's own class path. */
  static Path invoker() throws IOException {
    return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(entry -> String.valueOf(entry.getFileName()).startsWith("java-function-invoker-"))
        .findFirst()
        .orElseThrow(() -> new IOException("the functions' invoker is not on the class path"));
  }
}
