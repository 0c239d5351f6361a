package dev.pidone.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What pidone is built for: a line of src/build/architectures, and the machine that emulates it. */
public enum Architecture {
    X86_64("ttyS0", "-M", "pc", "-cpu", "max"),
    // With "max" the kernel uses pointer authentication, which takes long to emulate.
    AARCH64("ttyAMA0", "-M", "virt", "-cpu", "cortex-a57");

    private final List<String> line;
    private final String serialLine;
    private final List<String> machine;

    Architecture(String serialLine, String... machine) {
        line = lines().stream().filter(words -> words.getFirst().equals(toString())).findAny().orElseThrow();
        this.serialLine = serialLine;
        this.machine = List.of(machine);
    }

    /** The words of each line of src/build/architectures. */
    static List<List<String>> lines() {
        try {
            return Files.readAllLines(Path.of("src/build/architectures")).stream().filter(line -> !line.startsWith("#"))
                    .map(line -> List.of(line.split(" +"))).toList();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** That of the machine that this runs on. */
    public static Architecture own() {
        for (Architecture architecture : values()) {
            if (architecture.isOwn()) {
                return architecture;
            }
        }
        throw new IllegalStateException(System.getProperty("os.arch"));
    }

    public boolean isOwn() {
        return line.get(1).equals(System.getProperty("os.arch"));
    }

    /** The name of a program of the GNU compilers for it. */
    public String gnu(String program) {
        return line.get(2) + "-linux-gnu-" + program;
    }

    public String debian() {
        return line.get(3);
    }

    /** As images have it. */
    public String oci() {
        return line.get(4);
    }

    /** What the build gives to the compiler. */
    public List<String> compilerOptions() {
        return line.subList(6, line.size());
    }

    /** The program as it was built. */
    public Path program() {
        return Path.of("target/pidone-" + this).toAbsolutePath();
    }

    /** What goes before a program of this architecture: nothing if it is this machine's own. */
    public List<String> emulator() {
        if (isOwn()) {
            return List.of();
        }
        Tools.require(emulatorName());
        return List.of(emulatorName());
    }

    public String emulatorName() {
        return "qemu-" + this + "-static";
    }

    /** The command of a computer that QEMU emulates, without its disks and devices. */
    public List<String> machine() {
        return Stream.concat(Stream.of("qemu-system-" + this), machine.stream()).toList();
    }

    /** Whether that computer has a keyboard by itself: a PC does. */
    public boolean hasKeyboard() {
        return machine.contains("pc");
    }

    /** The device of that computer's serial line. */
    public String serialLine() {
        return serialLine;
    }

    /** As {@code uname -m} has it. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
