package dev.pidone.packages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.pidone.support.Architecture;
import dev.pidone.support.Tools;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.cyclonedx.Version;
import org.cyclonedx.exception.ParseException;
import org.cyclonedx.model.Bom;
import org.cyclonedx.model.Component;
import org.cyclonedx.parsers.JsonParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bills of materials list what is inside: compared with the generated C, the symbols of the file, and the jar. */
class SbomIT {
    private static final Path NATIVE = Packages.TARGET.resolve("native");
    /** What the linker defines. */
    private static final Set<String> OF_LINKER = Set.of("__ehdr_start", "__bss_start", "__bss_start__", "__bss_end__",
            "_bss_end__", "__end__", "_edata", "_end");

    private static Bom bom(String name) throws ParseException {
        return new JsonParser().parse(Packages.FOLDER.resolve(name + ".cdx.json").toFile());
    }

    private static Bom bom(Architecture architecture) throws ParseException {
        return bom("pidone-" + architecture);
    }

    private static Stream<String> names() {
        Stream<String> files = Stream.of(Architecture.values()).map(architecture -> "pidone-" + architecture);
        return Stream.concat(files, Stream.of("pidone.jar"));
    }

    @ParameterizedTest
    @MethodSource("names")
    void itIsValid(String name) throws IOException {
        File file = Packages.FOLDER.resolve(name + ".cdx.json").toFile();
        assertEquals(List.of(), new JsonParser().validate(file, Version.VERSION_16));
    }

    @ParameterizedTest
    @MethodSource("names")
    void itSaysWhatItIsAboutAndTheLicenceOfEachPart(String name) throws ParseException {
        Bom bom = bom(name);
        Component pidone = bom.getMetadata().getComponent();
        assertEquals("pidone " + Packages.VERSION, pidone.getName() + " " + pidone.getVersion());
        List<Component> all = new ArrayList<>(bom.getComponents());
        all.add(pidone);
        for (Component component : all) {
            assertTrue(component.getLicenses() != null && !component.getLicenses().getLicenses().isEmpty(),
                    () -> "no licence: " + component.getPurl());
        }
    }

    @ParameterizedTest
    @EnumSource
    void thatOfTheFileHasItsSum(Architecture architecture) throws IOException, InterruptedException, ParseException {
        String sum = Tools.run(Packages.TARGET, List.of("sha256sum", architecture.program().toString()));
        assertEquals(sum.split(" ")[0],
                bom(architecture).getMetadata().getComponent().getHashes().getFirst().getValue());
    }

    /** Everything in the file was compiled from C that the build has: no libc, and nothing of the compiler's. */
    @ParameterizedTest
    @EnumSource
    void nothingIsLinkedToTheFile(Architecture architecture) throws IOException, InterruptedException {
        Path folder = NATIVE.resolve(architecture.toString());
        Set<String> compiled = new TreeSet<>(OF_LINKER);
        try (Stream<Path> objects = Files.list(folder).filter(file -> file.toString().endsWith(".o"))) {
            for (Path object : objects.toList()) {
                compiled.addAll(symbols(object));
            }
        }
        Set<String> symbols = symbols(folder.resolve("pidone"));
        assertTrue(symbols.contains("pidone_start"), symbols::toString);
        symbols.removeAll(compiled);
        assertEquals(Set.of(), symbols);
    }

    /** nm(1): what a file defines. */
    private static Set<String> symbols(Path file) throws IOException, InterruptedException {
        return Tools.run(Packages.TARGET, List.of("nm", "--defined-only", file.toString())).lines()
                .map(line -> line.replaceFirst(".* ", "")).collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Each class of the generated C is pidone's own or a part of a library in the bill; each library has such a part.
     */
    @ParameterizedTest
    @EnumSource
    void thatOfTheFileListsWhatWasTranslated(Architecture architecture) throws IOException, ParseException {
        String allC = Files.readString(NATIVE.resolve("c/all.c"));
        Set<String> translated = Pattern.compile("#include \"(c/[^\"]+)\\.c\"").matcher(allC).results()
                .map(include -> include.group(1)).collect(Collectors.toCollection(TreeSet::new));
        Set<String> own = ownClasses();
        // TeaVM makes a class of each lambda.
        translated.removeIf(file -> own.contains(file.replaceFirst("@d(\\w+|@l(cl)?init@g)@dlambda@d.*", "")));
        for (Component library : bom(architecture).getComponents()) {
            List<String> parts = List.of(library.getProperties().getFirst().getValue().split(" "));
            boolean isUsed = translated.removeAll(parts.stream().map(SbomIT::generatedFile).toList());
            assertTrue(isUsed, () -> "nothing of " + library.getPurl() + " is in " + parts);
        }
        assertEquals(Set.of(), translated);
    }

    /** As TeaVM calls the generated file of a class: {@code c/j/l/String$Inner}, letters for packages. */
    private static String generatedFile(String className) {
        int end = className.lastIndexOf('.') + 1;
        String folder = Pattern.compile("(\\w)\\w*\\.").matcher(className.substring(0, end)).replaceAll("$1/");
        String name = className.substring(end).replace("$", "@d").replace("<", "@l").replace(">", "@g");
        return "c/" + folder + name;
    }

    /** The generated files of what is compiled from sources of pidone. */
    private static Set<String> ownClasses() throws IOException {
        Set<String> own = new TreeSet<>();
        for (Path classes : List.of(Packages.TARGET.resolve("classes"), NATIVE.resolve("classes"))) {
            try (Stream<Path> files = Files.walk(classes).filter(file -> file.toString().endsWith(".class"))) {
                files.map(file -> classes.relativize(file).toString().replaceFirst("\\.class$", "").replace('/', '.'))
                        .map(name -> name.replaceFirst("^dev\\.pidone\\.foreign\\.", "java.lang.foreign."))
                        .map(SbomIT::generatedFile).forEach(own::add);
            }
        }
        return own;
    }

    /** Each class of the jar is pidone's own or of a library in the bill; each library has such a class. */
    @Test
    void thatOfTheJarListsTheLibrariesOfItsClasses() throws IOException, ParseException {
        Map<String, Set<String>> libraries = new TreeMap<>();
        for (Component library : bom("pidone.jar").getComponents()) {
            libraries.put(library.getName(), classes(jarOf(library)));
        }
        Set<String> foreign = classes(Packages.FOLDER.resolve("pidone-" + Packages.VERSION + ".jar")).stream()
                .map(SbomIT::beforeItWasMoved).filter(name -> !name.startsWith("dev/pidone/"))
                .collect(Collectors.toCollection(TreeSet::new));
        libraries.forEach((name, classes) -> assertTrue(foreign.removeAll(classes),
                () -> "nothing of " + name + " is in the jar"));
        assertEquals(Set.of(), foreign);
    }

    private static String beforeItWasMoved(String name) {
        return name.replaceFirst("^dev/pidone/lib/slf4j/", "org/slf4j/").replaceFirst("^dev/pidone/lib/logback/",
                "ch/qos/logback/");
    }

    /** Among those that the tests run with. */
    private static Path jarOf(Component library) {
        String name = library.getName() + "-" + library.getVersion() + ".jar";
        return Stream.of("java.class.path", "jdk.module.path").map(property -> System.getProperty(property, ""))
                .flatMap(path -> Stream.of(path.split(File.pathSeparator))).map(Path::of)
                .filter(entry -> entry.endsWith(name)).findFirst()
                .orElseThrow(() -> new AssertionError("the build does not use " + name));
    }

    private static Set<String> classes(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.stream().map(JarEntry::getName).filter(name -> name.endsWith(".class"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void theLicencesOfEverythingInTheJarAreInTheJar() throws IOException {
        try (JarFile file = new JarFile(Packages.TARGET.resolve("pidone.jar").toFile())) {
            Collection<String> names = file.stream().map(JarEntry::getName).toList();
            assertTrue(names.containsAll(
                    List.of("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/LICENSE.txt", "META-INF/EPL-2.0.md")));
        }
    }
}
