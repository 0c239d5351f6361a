import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;

/** The cheapest program that there is: a static ELF file of about 200 bytes, with machine code and nothing else. */
final class TinyProgram {
    private static final long BASE = 0x400000;
    private static final int HEADERS = 64 + 56;
    private static final short EM_X86_64 = 62;
    private static final short EM_AARCH64 = 183;

    /**
     * Waits for signals for ever.
     *
     * <pre>
     * 1:  mov eax, 34 (pause);  syscall;  jmp 1b
     * </pre>
     */
    private static final String SLEEP_X86_64 = "b8220000000f05ebf7";

    /**
     * <pre>
     * 1:  ppoll(0, 0, 0, 0);  b 1b
     * </pre>
     */
    private static final String SLEEP_AARCH64 = "000080d2010080d2020080d2030080d2280980d2010000d4faffff17";

    private TinyProgram() {
    }

    static void writeSleep(Path file) throws IOException {
        write(file, SLEEP_X86_64, SLEEP_AARCH64);
    }

    /** @param x8664 the code for an architecture, in hexadecimal, and so {@code aarch64} */
    static void write(Path file, String x8664, String aarch64) throws IOException {
        boolean arm = System.getProperty("os.arch").equals("aarch64");
        byte[] code = HexFormat.of().parseHex(arm ? aarch64 : x8664);
        int size = HEADERS + code.length;
        ByteBuffer image = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        image.put(new byte[]{0x7f, 'E', 'L', 'F', 2, 1, 1, 0}).putLong(0);
        image.putShort((short) 2).putShort(arm ? EM_AARCH64 : EM_X86_64).putInt(1);
        image.putLong(BASE + HEADERS).putLong(64).putLong(0).putInt(0);
        image.putShort((short) 64).putShort((short) 56).putShort((short) 1).putShort((short) 0).putInt(0);
        // The one program header: PT_LOAD, readable and executable.
        image.putInt(1).putInt(5).putLong(0).putLong(BASE).putLong(BASE).putLong(size).putLong(size).putLong(0x10000);
        Files.deleteIfExists(file);
        Files.write(file, image.put(code).array());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
