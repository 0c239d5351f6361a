package dev.pidone.startup;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a start loads: every class more is somebody's container start. */
class StartUpIT {
    private static final Path JVM = Path.of("target/pidone/runtime/bin/pidone").toAbsolutePath();
    private static final Path APPROVED = Path.of("src/test/resources/dev/pidone/startup/approved.txt");
    private static final String BLOCK_ALL_SIGNALS = "my $all = POSIX::SigSet->new; $all->fillset;"
            + " sigprocmask(SIG_BLOCK, $all) or die; exec @ARGV or die";
    /** What the launcher notes where nothing is blocked, ignored or closed: see launcher.s. */
    private static final String NOTHING_SPECIAL = "0".repeat(32) + "ffffffff0";
    private static final int LIMIT_SECONDS = 120;

    @TempDir
    Path folder;

    @Test
    void nothingIsLoadedThatIsNotApproved() throws IOException, InterruptedException {
        Set<String> approved = new HashSet<>(Files.readAllLines(APPROVED));
        List<String> unexpected = new ArrayList<>();
        for (String name : loadedClasses()) {
            if (!approved.contains(name) && !approved.contains(packageOf(name) + ".*")) {
                unexpected.add(name);
            }
        }
        assertEquals(List.of(), unexpected, "does the start need them? If so: " + APPROVED);
    }

    private static String packageOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('.')));
    }

    /** Without the AOT cache, so that what is loaded is what is used. */
    private List<String> loadedClasses() throws IOException, InterruptedException {
        Path log = folder.resolve("classes");
        Process process = new ProcessBuilder("/usr/bin/perl", "-MPOSIX", "-e", BLOCK_ALL_SIGNALS, JVM.toString(),
                "-Xshare:off", "-Xlog:class+load=info:stderr:none", "-m", "dev.pidone/dev.pidone.Pidone",
                NOTHING_SPECIAL, "pidone", "--", "/bin/true").redirectError(log.toFile())
                .redirectOutput(Redirect.DISCARD).start();
        try {
            assertTrue(process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS), "it does not end");
        } finally {
            process.destroyForcibly();
        }
        List<String> lines = Files.readAllLines(log);
        assertEquals(0, process.exitValue(), lines.toString());
        assertTrue(lines.size() > 500, "the JVM lists what it loads");
        // A hidden class has its address behind a slash.
        return lines.stream().map(line -> line.substring(0, line.indexOf(' ')))
                .map(name -> name.replaceFirst("/0x.*", "")).toList();
    }
}
