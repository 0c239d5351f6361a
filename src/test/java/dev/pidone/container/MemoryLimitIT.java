package dev.pidone.container;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * Containers with a memory limit, in which a process is killed: what the kernel has counted is found and understood.
 */
@NeedsEngine
class MemoryLimitIT {
    private static final int KILLED = 128 + 9;
    private static final long LIMIT = 128 << 20;
    private static final String EATS_MEMORY = "perl -e 'my @pages; push(@pages, \"x\" x 65536) while 1'";
    /** A JVM that is content with a part of the limit. */
    private static final String TELLS = "/jdk/bin/java -Xmx16m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"
            + " --enable-native-access=ALL-UNNAMED -cp /classes:/tests dev.pidone.linux.proc.MemoryCgroupProgram";
    private static final Pattern TOLD = Pattern.compile("killed=(.*) limit=(.*) reached=(.*) ofParent=false peak=(.*)");

    private static TestContainer limited(String script) {
        List<Bind> binds = List.of(bind(System.getProperty("java.home"), "/jdk"), bind("target/classes", "/classes"),
                bind("target/test-classes", "/tests"));
        return TestContainer
                .of(Engine.PIDONE_IMAGE, List.of("/pidone", "--pid1mode=wait-all-children", "--"), "bash", "-c", script)
                .withHost(host -> host.withBinds(binds).withMemory(LIMIT).withMemorySwap(LIMIT));
    }

    private static Bind bind(String folder, String place) {
        return new Bind(Path.of(folder).toAbsolutePath().toString(), new Volume(place), AccessMode.ro);
    }

    private static Matcher assertTold(long killed, String output) {
        Matcher told = TOLD.matcher(output);
        assertTrue(told.find(), output);
        assertEquals(killed, Long.parseLong(told.group(1)), output);
        assertEquals(LIMIT, Long.parseLong(told.group(2)), output);
        return told;
    }

    /** Only since Linux 5.19 version 2 knows the peak. */
    private static void assertOneIsKilled(String output) {
        Matcher told = assertTold(1, output);
        assertEquals("true", told.group(3), output);
        long peak = Long.parseLong(told.group(4));
        assertTrue(peak == -1 || peak > LIMIT / 2 && peak <= LIMIT, output);
    }

    @Test
    void aChildIsKilled() throws Exception {
        try (TestContainer container = limited(EATS_MEMORY + "; echo \"child $?\"; " + TELLS).started()) {
            assertEquals(0, container.exitStatus());
            String output = container.completeOutput();
            assertTrue(output.contains("child " + KILLED + "\n"), output);
            assertOneIsKilled(output);
        }
    }

    @Test
    void theCommandItselfIsKilled() throws Exception {
        String script = "{ while [ -e /proc/$$ ]; do sleep 0.05; done; " + TELLS + "; } & exec " + EATS_MEMORY;
        try (TestContainer container = limited(script).started()) {
            assertEquals(KILLED, container.exitStatus());
            assertOneIsKilled(container.completeOutput());
        }
    }

    @Test
    void nobodyIsKilled() throws Exception {
        try (TestContainer container = limited(TELLS).started()) {
            assertEquals(0, container.exitStatus());
            assertTold(0, container.completeOutput());
        }
    }
}
