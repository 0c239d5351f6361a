package dev.pidone.linux;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The machine code is what the listings say. */
class NativeImageTest {
    private static final Pattern ROW_CONSTANT = Pattern.compile("\\.set ROW_(\\w+), (\\d+)");

    @TempDir
    private Path folder;

    private static Path listing(Architecture architecture, String name) {
        return Path.of("src/main/asm", Tools.prefix(architecture), name + ".s").toAbsolutePath();
    }

    private String binutil(Architecture architecture, String tool, String... arguments)
            throws IOException, InterruptedException {
        String program = Tools.prefix(architecture) + "-linux-gnu-" + tool;
        Tools.require(program);
        List<String> command = new ArrayList<>(List.of(program));
        command.addAll(List.of(arguments));
        return Tools.run(folder, command);
    }

    private void assemble(Architecture architecture, String name) throws IOException, InterruptedException {
        binutil(architecture, "as", "-o", "object", listing(architecture, name).toString());
    }

    @ParameterizedTest
    @CsvSource({"X86_64,launcher", "X86_64,library", "AARCH64,launcher", "AARCH64,library"})
    void theBytesAreTheListingAssembled(Architecture architecture, String name)
            throws IOException, InterruptedException {
        assemble(architecture, name);
        binutil(architecture, "objcopy", "-O", "binary", "-j", ".text", "object", "image");
        byte[] expected = Files.readAllBytes(folder.resolve("image"));
        byte[] actual = name.equals("launcher")
                ? NativeImage.launcher(architecture)
                : NativeImage.library(architecture);
        assertTrue(expected.length > 1000);
        assertArrayEquals(expected, actual, "run java src/build/java/Assemble.java");
    }

    @ParameterizedTest
    @CsvSource({"X86_64,launcher", "X86_64,library", "AARCH64,launcher", "AARCH64,library"})
    void noCodeNeedsARelocationThatNobodyWouldMake(Architecture architecture, String name)
            throws IOException, InterruptedException {
        assemble(architecture, name);
        assertEquals("There are no relocations in this file.", binutil(architecture, "readelf", "-r", "object").trim());
    }

    @ParameterizedTest
    @EnumSource
    void aRowOfAScriptIsLaidOutAsTheMachineCodeReadsIt(Architecture architecture)
            throws IOException, ReflectiveOperationException {
        Map<String, Long> constants = new TreeMap<>();
        Matcher matcher = ROW_CONSTANT.matcher(Files.readString(listing(architecture, "library")));
        while (matcher.find()) {
            constants.put(matcher.group(1), Long.valueOf(matcher.group(2)));
        }
        Map<String, Long> expected = new TreeMap<>(Map.of("BYTES", constant("ROW_BYTES")));
        for (String field : List.of("NUMBER", "ARGUMENTS", "RESULT", "TOLERATED", "CONDITION")) {
            expected.put(field, constant(field));
        }
        assertEquals(expected, constants);
    }

    private static long constant(String name) throws ReflectiveOperationException {
        Field field = Script.class.getDeclaredField(name);
        field.setAccessible(true);
        return field.getLong(null);
    }
}
