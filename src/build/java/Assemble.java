import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the machine code of src/main/asm into dev.pidone.linux.NativeImage. Run it after a change of a listing, from
 * the project's folder:
 *
 * <pre>
 * java src/build/java/Assemble.java
 * </pre>
 *
 * It needs the binutils of both architectures (Debian: binutils, binutils-x86-64-linux-gnu or
 * binutils-aarch64-linux-gnu). A test does the same and compares.
 */
final class Assemble {
    private static final Path TARGET = Path.of("src/main/java/dev/pidone/linux/NativeImage.java");
    private static final int BYTES_PER_LINE = 50;

    private Assemble() {
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        String source = Files.readString(TARGET);
        for (String architecture : new String[]{"x86_64", "aarch64"}) {
            for (String name : new String[]{"launcher", "library"}) {
                byte[] image = assemble(architecture, Path.of("src/main/asm", architecture, name + ".s"));
                source = replace(source, (name + "_" + architecture).toUpperCase(), image);
            }
        }
        Files.writeString(TARGET, source);
    }

    private static byte[] assemble(String architecture, Path listing) throws IOException, InterruptedException {
        Path object = Files.createTempFile("pidone", ".o");
        Path image = Files.createTempFile("pidone", ".bin");
        try {
            run(architecture + "-linux-gnu-as", "-o", object.toString(), listing.toString());
            run(architecture + "-linux-gnu-objcopy", "-O", "binary", "-j", ".text", object.toString(),
                    image.toString());
            return Files.readAllBytes(image);
        } finally {
            Files.deleteIfExists(object);
            Files.deleteIfExists(image);
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        if (new ProcessBuilder(command).inheritIO().start().waitFor() != 0) {
            throw new IOException("failed: " + String.join(" ", command));
        }
    }

    private static String replace(String source, String constant, byte[] image) {
        Pattern block = Pattern.compile("(String " + constant + " = \"\"\"\n)[^\"]*(\"\"\";)");
        Matcher matcher = block.matcher(source);
        if (!matcher.find()) {
            throw new IllegalStateException("no constant " + constant + " in " + TARGET);
        }
        StringBuilder lines = new StringBuilder();
        for (int from = 0; from < image.length; from += BYTES_PER_LINE) {
            int to = Math.min(image.length, from + BYTES_PER_LINE);
            lines.append("            ").append(HexFormat.of().formatHex(image, from, to)).append('\n');
        }
        return matcher.replaceFirst("$1" + lines + "            $2");
    }
}
