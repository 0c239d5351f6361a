import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** On disk, and as what an image's layer transfers. */
final class Sizes {
    private static final double BYTES_PER_KIB = 1024;

    private Sizes() {
    }

    static Table measure(List<Contender> contenders) throws IOException {
        Table table = new Table("size", "Size of the file", "KiB", new Table.Column("file", "file", 1),
                new Table.Column("compressed", "gzip -9", 1));
        for (Contender contender : contenders) {
            if (contender.file() != null) {
                byte[] bytes = Files.readAllBytes(contender.file());
                table.add(contender.name(), bytes.length / BYTES_PER_KIB, compressed(bytes) / BYTES_PER_KIB);
            }
        }
        return table;
    }

    private static int compressed(byte[] bytes) throws IOException {
        ByteArrayOutputStream archive = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(archive) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        }) {
            gzip.write(bytes);
        }
        return archive.size();
    }
}
