import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** On disk, and as what an image's layer transfers. */
final class Sizes {
    private static final double BYTES_PER_MIB = 1024 * 1024;

    private Sizes() {
    }

    static Table measure(List<Contender> contenders, Path root, Path scratch) throws IOException {
        Table table = new Table("size", "Size", "MiB", new Table.Column("files", "files", 3),
                new Table.Column("compressed", "tar, gzip -9", 3));
        for (Contender contender : contenders) {
            Path program = Path.of(contender.prefix().isEmpty() ? "" : contender.prefix().getFirst());
            if (program.endsWith("bin/pidone") && contender.prefix().size() == 2) {
                add(table, contender.name(), program.getParent().getParent(), scratch);
            } else if (contender.isInit() && contender.prefix().contains("-jar")) {
                add(table, "pidone.jar", root.resolve("target/pidone.jar"), scratch);
            } else if (contender.isInit() && contender.prefix().getLast().equals("--")
                    && !program.endsWith("bin/pidone")) {
                add(table, contender.name(), program, scratch);
            }
        }
        add(table, "the JDK", Path.of(System.getProperty("java.home")), scratch);
        return table;
    }

    private static void add(Table table, String name, Path path, Path scratch) throws IOException {
        Path archive = scratch.resolve("archive.tar.gz");
        Processes.run(List.of("/bin/sh", "-c", "tar -C \"$1\" -cf - \"$2\" | gzip -9 > \"$3\"", "sh",
                path.getParent().toString(), path.getFileName().toString(), archive.toString()), scratch);
        long bytes;
        try (Stream<Path> files = Files.walk(path)) {
            bytes = files.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
                    .mapToLong(file -> file.toFile().length()).sum();
        }
        table.add(name, bytes / BYTES_PER_MIB, Files.size(archive) / BYTES_PER_MIB);
        Files.delete(archive);
    }
}
