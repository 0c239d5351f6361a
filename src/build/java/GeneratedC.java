import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The C that TeaVM has generated, and what pidone changes about it: nothing is left to be done before main. What TeaVM
 * does there at every start (register and hash each string, set each static field to null, link all classes to a list,
 * note all static fields for the collector, set the locale, make a timer, copy the arguments) the C compiler does here,
 * or nobody. TeaVM's own runtime is left out; src/native/c has what remains.
 *
 * <p>
 * Each step expects a text, and fails where it is not there: another version of TeaVM has to be looked at again.
 */
final class GeneratedC {
    /** In front of the classes, whose code its macros change. */
    private static final String OWN_HEADER = "teavm.h";
    /** Behind them. */
    private static final String OWN_CODE = "teavm.c";

    private static final Pattern STRING = Pattern
            .compile("\\s*TEAVM_STRING(_FROM_CODES)?\\((.*?)\\)(,| ) // string #(\\d+)\\R", Pattern.DOTALL);
    private static final Pattern INITIAL_VALUE = Pattern.compile("(\\w+) = (.+);");
    private static final Pattern SYSTEM_INITIALIZER = Pattern
            .compile("^void sysinitclass_\\w+\\(\\) \\{\\R(.*?)^\\}\\R", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern STATIC_ROOTS = Pattern.compile(
            "^static void\\*\\* teavm_gc_localStaticRoots_\\w+\\[\\d+\\] = \\{.*?^\\};\\R",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CLASS_INITIALIZER = Pattern.compile("""
            ^void (initclass_\\w+)\\(\\) \\{
                TeaVM_Class\\* cls = \\(TeaVM_Class\\*\\) &\\w+;
                if \\(!\\(cls->flags & INT32_C\\(1\\)\\)\\) \\{
                    cls->flags \\|= INT32_C\\(1\\);
            """, Pattern.MULTILINE);
    private static final Pattern CLASS_INITIALIZER_DECLARATION = Pattern
            .compile("^extern void (initclass_\\w+)\\(\\);$", Pattern.MULTILINE);
    private static final Pattern CLASS_INITIALIZATION = Pattern
            .compile("teavm_initializeClass\\(\\(TeaVM_Class\\*\\) &\\w+, &(initclass_\\w+)\\)");
    private static final Pattern ARRAY_CLASS = Pattern.compile("teavm_getArrayClass\\(\\(TeaVM_Class\\*\\) &(\\w+)\\)");
    private static final Pattern ARRAY_TYPE = Pattern
            .compile("^(alignas\\(8\\) \\w+ (\\w+) = \\{.*?\\.arrayType = )NULL,", Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern METHOD_TABLE = Pattern.compile("^typedef struct (\\w+)_VT \\{\\R(.*?)^\\} \\1_VT;",
            Pattern.DOTALL | Pattern.MULTILINE);
    private static final Pattern CLASS_VARIABLE = Pattern.compile("^extern (\\w+)_VT \\1_Cls;", Pattern.MULTILINE);
    private static final Pattern TABLE_ABOVE = Pattern.compile("    (\\w+)_VT parent;");
    private static final Pattern METHOD = Pattern.compile("^    .*\\(\\*(\\w+)\\)\\(.*$", Pattern.MULTILINE);
    private static final Pattern FIRST_HANDLER = Pattern.compile(
            "\\{ \\.firstHandler = (?:NULL|exceptionHandlers_teavm_callSites \\+ (\\d+)), \\.location = NULL \\}");

    private static final Pattern CLASS_DECLARATION = Pattern.compile("^extern (\\w+) (\\w+)_Cls;", Pattern.MULTILINE);
    private static final Pattern CLASS_DEFINITION = Pattern.compile("^alignas\\(8\\) (\\w+) (\\w+)_Cls = \\{",
            Pattern.MULTILINE);
    private static final Pattern UNUSED_OF_CLASS = Pattern
            .compile("^ +\\.(modifiers|superclass|layout|enumValues) = .*\\R", Pattern.MULTILINE);
    /** Members of a class that nothing reads. */
    private static final List<String> UNUSED_MEMBERS = List.of("TeaVM_Object* classObject", "struct TeaVM_Class* next",
            "int32_t modifiers", "struct TeaVM_Class* superclass", "void* enumValues", "void* layout",
            "struct TeaVM_Services* services");
    private static final List<String> UNUSED_FUNCTIONS = List.of("int32_t teavm_enumConstantCount",
            "void* teavm_enumConstant");
    private static final String CHARACTERS = "TeaVM_String, characters";
    private static final List<String> ADDRESSES = List.of("TeaVM_Class, itemType", "TeaVM_Class, isSupertypeOf",
            "TeaVM_ExceptionHandler, exceptionClass", "TeaVM_ExceptionHandler, next", CHARACTERS);
    private static final String FIELD = "TEAVM_FIELD";
    private static final String ITEM_TYPE = "->itemType";
    private static final String READ_ADDRESS = "PIDONE_FIELD(";

    private final Path folder;

    /** @param folder where TeaVM has put its output */
    GeneratedC(Path folder) {
        this.folder = folder;
    }

    /** Makes the changes, and {@code all.c}, which includes everything else. */
    void adjust() throws IOException {
        // Something wants to initialize a class that is known at run time only; its state would have to be in the class.
        expectNot("core_defs.h", "TEAVM_CLASS_INIT_USED");
        initializeStrings();
        for (Path file : classFiles()) {
            String text = Files.readString(file);
            text = initializeStaticFields(text, file);
            text = moveInitializationState(text);
            Files.writeString(file, text);
        }
        shortenMethodTables();
        makeArrayClasses();
        makeClassesConstant();
        for (Path file : classFiles()) {
            Files.writeString(file, readAddresses(Files.readString(file)));
        }
        compressCallSites();
        reduceMain();
        writeAll();
    }

    /**
     * The constant strings, each a variable with all its fields set. TeaVM gives them their class at run time, and
     * enters them into a hash table.
     */
    private void initializeStrings() throws IOException {
        String source = read("strings.c");
        String head = "TeaVM_String* teavm_stringPool[";
        int begin = indexOf(source, head, "strings.c");
        int end = indexOf(source, "\n};\n", "strings.c");
        int count = Integer.parseInt(source.substring(begin + head.length(), source.indexOf(']', begin)));
        String entries = source.substring(source.indexOf('\n', begin) + 1, end + 1);
        StringBuilder strings = new StringBuilder("""
                #pragma once
                #include "runtime.h"
                #include "c/j/l/String.h"
                #include "a/p/char.h"
                #define PIDONE_STRING_CLASS jl_String_Cls
                #define PIDONE_CHARACTERS_CLASS Arr_C_Cls
                """);
        Matcher entry = STRING.matcher(entries);
        int at = 0;
        int found = 0;
        while (at < entries.length() && entry.find(at) && entry.start() == at) {
            strings.append("PIDONE_STRING%s(%s, %s)\n".formatted(entry.group(1) == null ? "" : entry.group(1),
                    entry.group(4), entry.group(2)));
            at = entry.end();
            found++;
        }
        require(at == entries.length() && found == count, "strings.c");
        Files.writeString(folder.resolve("strings.h"), strings.toString());
    }

    /** Static fields have their first value from the start; TeaVM sets them at run time, mostly to zero. */
    private String initializeStaticFields(String text, Path file) {
        Matcher initializer = SYSTEM_INITIALIZER.matcher(text);
        if (!initializer.find()) {
            return text;
        }
        String changed = STATIC_ROOTS.matcher(initializer.replaceFirst("")).replaceFirst("");
        for (String line : initializer.group(1).lines().map(String::strip).toList()) {
            if (line.startsWith("teavm_registerStaticGcRoots(")) {
                continue;
            }
            Matcher value = INITIAL_VALUE.matcher(line);
            require(value.matches(), file.toString());
            Pattern declaration = Pattern.compile("^([\\w* ]+ \\**" + value.group(1) + ");$", Pattern.MULTILINE);
            Matcher declared = declaration.matcher(changed);
            require(declared.find(), file.toString());
            changed = declared.replaceFirst("$1 = " + Matcher.quoteReplacement(value.group(2)) + ";");
        }
        return changed;
    }

    /**
     * Whether a class has been initialized is noted in a variable of its own instead of in the class: those are
     * together on one page, while the classes are never written to.
     */
    private static String moveInitializationState(String text) {
        String changed = CLASS_INITIALIZER.matcher(text).replaceAll("""
                void $1() {
                    if (!is_$1) {
                        is_$1 = 1;
                """);
        changed = CLASS_INITIALIZER_DECLARATION.matcher(changed).replaceAll("$0\nstatic int8_t is_$1;");
        return CLASS_INITIALIZATION.matcher(changed).replaceAll("(is_$1 ? (void) 0 : $1())");
    }

    /**
     * A method of an interface has the same place in the table of each class, also of those that do not implement it:
     * the tables end with the last method that is there.
     */
    private void shortenMethodTables() throws IOException {
        Map<String, String> tables = new HashMap<>();
        for (Path header : classFiles()) {
            METHOD_TABLE.matcher(Files.readString(header)).results()
                    .forEach(table -> tables.put(table.group(1), table.group(2)));
        }
        require(!tables.isEmpty(), "tables of methods");
        for (Path header : classFiles()) {
            String text = Files.readString(header);
            Matcher variable = CLASS_VARIABLE.matcher(text);
            if (variable.find()) {
                String type = variable.group(1);
                Path code = Path.of(header.toString().replaceFirst("h$", "c"));
                String source = Files.readString(code);
                String head = "alignas(8) %1$s_VT %1$s_Cls = {".formatted(type);
                int begin = indexOf(source, head, code.toString());
                String value = source.substring(begin, source.indexOf("\n};\n", begin));
                Files.writeString(header,
                        variable.replaceFirst(Matcher
                                .quoteReplacement("typedef struct {\n%2$s} %1$s_Table;\nextern %1$s_Table %1$s_Cls;"
                                        .formatted(type, shortTable(tables, type, value)))));
                Files.writeString(code, source.replace(head, "alignas(8) %1$s_Table %1$s_Cls = {".formatted(type)));
            }
        }
    }

    /** The members of a table up to the last one that a value sets; those of the class above are a member, too. */
    private static String shortTable(Map<String, String> tables, String type, String value) {
        String all = tables.get(type);
        int end = all.indexOf('\n') + 1;
        int own = end;
        for (Matcher method = METHOD.matcher(all); method.find();) {
            end = value.contains("." + method.group(1) + " =") ? method.end() + 1 : end;
        }
        Matcher above = TABLE_ABOVE.matcher(all);
        return end == own && above.lookingAt()
                ? "    struct {\n%s    } parent;\n".formatted(shortTable(tables, above.group(1), value))
                : all.substring(0, end);
    }

    /**
     * The classes of arrays of objects. TeaVM makes one when the first such array is made, and notes it in the class of
     * the elements: here all of them are there from the start, so that classes are never written to.
     */
    private void makeArrayClasses() throws IOException {
        Set<String> items = new TreeSet<>();
        for (Path file : classFiles()) {
            String text = Files.readString(file);
            // Arrays of arrays: the inner one first.
            for (Matcher use = ARRAY_CLASS.matcher(text); use.find(); use = ARRAY_CLASS.matcher(text)) {
                items.add(use.group(1));
                text = use.replaceFirst("(TeaVM_Class*) &$1_Array");
            }
            Files.writeString(file, text);
        }
        Set<String> missing = new TreeSet<>(items);
        for (Path file : classFiles()) {
            Matcher type = ARRAY_TYPE.matcher(Files.readString(file));
            if (type.find() && missing.remove(type.group(2))) {
                Files.writeString(file, type.replaceFirst("$1(TeaVM_Class*) &$2_Array,"));
            }
        }
        missing.removeIf(item -> item.endsWith("_Array"));
        require(missing.isEmpty(), "classes (arrays of " + missing + ")");
        StringBuilder declarations = new StringBuilder("#pragma once\n#include \"c/j/l/Object.h\"\n");
        StringBuilder definitions = new StringBuilder();
        String methods = methodsOfObject();
        for (String item : items) {
            declarations.append("static PIDONE_CLASS jl_Object_Table %s_Array;\n".formatted(item));
            definitions.append("""
                    static PIDONE_CLASS jl_Object_Table %1$s_Array = {
                        .parent = {
                            .size = sizeof(void *),
                            .itemType = (TeaVM_Class *) &%1$s,
                            .arrayType = %2$s,
                            .isSupertypeOf = &teavm_isSupertypeOfArray
                        }%3$s
                    };
                    """.formatted(item,
                    items.contains(item + "_Array") ? "(TeaVM_Class *) &" + item + "_Array_Array" : "NULL", methods));
        }
        Files.writeString(folder.resolve("arrays.h"), declarations.toString());
        Files.writeString(folder.resolve("arrays.c"), definitions.toString());
    }

    /** Nothing writes to a class, and nothing asks for what is left out: what is used at a start is on fewer pages. */
    private void makeClassesConstant() throws IOException {
        for (Path file : classFiles()) {
            String text = UNUSED_OF_CLASS.matcher(Files.readString(file)).replaceAll("");
            text = CLASS_DECLARATION.matcher(text).replaceAll("extern PIDONE_CLASS $1 $2_Cls;");
            Files.writeString(file, CLASS_DEFINITION.matcher(text).replaceAll("PIDONE_CLASS $1 $2_Cls = {"));
        }
        String core = read("core.h");
        for (String member : UNUSED_MEMBERS) {
            int at = indexOf(core, "    " + member + ";\n", "core.h");
            core = core.substring(0, at) + core.substring(at + member.length() + "    ;\n".length());
        }
        for (String function : UNUSED_FUNCTIONS) {
            int at = indexOf(core, "inline static " + function + "(", "core.h");
            core = core.substring(0, at) + core.substring(core.indexOf("\n}\n", at) + "\n}\n".length());
        }
        Files.writeString(folder.resolve("core.h"), core);
    }

    /** Addresses in constants, and where they are read: they count from the beginning of the file (teavm.h). */
    private static String readAddresses(String text) {
        StringBuilder changed = new StringBuilder(text);
        for (String member : ADDRESSES) {
            String end = ", " + member + ")";
            for (int at = changed.indexOf(end); at >= 0; at = changed.indexOf(end, at + 1)) {
                int begin = openingParenthesis(changed, at);
                int after = at + end.length();
                boolean isWritten = changed.substring(after).startsWith(" = ");
                require(changed.substring(0, begin).endsWith(FIELD), member);
                if (!isWritten) {
                    String read = member.equals(CHARACTERS) ? "PIDONE_STRING_FIELD" : "PIDONE_FIELD";
                    changed.replace(begin - FIELD.length(), begin, read);
                    at += read.length() - FIELD.length();
                }
            }
        }
        for (int at = changed.indexOf(ITEM_TYPE); at >= 0; at = changed.indexOf(ITEM_TYPE, at + 1)) {
            int begin = at;
            if (changed.charAt(at - 1) == ')') {
                begin = openingParenthesis(changed, at - 1);
            } else {
                while (Character.isJavaIdentifierPart(changed.charAt(begin - 1))) {
                    begin--;
                }
            }
            changed.replace(at, at + ITEM_TYPE.length(), ", TeaVM_Class, itemType)").insert(begin, READ_ADDRESS);
            at += READ_ADDRESS.length();
        }
        return changed.toString();
    }

    /** @param at behind what it stands before */
    private static int openingParenthesis(CharSequence text, int at) {
        int depth = 1;
        int index = at;
        while (depth > 0) {
            index--;
            depth += text.charAt(index) == ')' ? 1 : text.charAt(index) == '(' ? -1 : 0;
        }
        return index;
    }

    /** What an array inherits: the rest of the initializer of Object's class, behind the part that all classes have. */
    private String methodsOfObject() throws IOException {
        String name = "c/j/l/Object.c";
        String source = read(name);
        int begin = source.indexOf("\n    }", indexOf(source, "alignas(8) jl_Object_Table jl_Object_Cls = {", name));
        int end = source.indexOf("\n};\n", begin);
        require(begin >= 0 && end >= 0, name);
        return source.substring(begin + "\n    }".length(), end);
    }

    /** The table of call sites, of which few have a handler of exceptions, with two bytes for each instead of 16. */
    private void compressCallSites() throws IOException {
        String source = read("callsites.c");
        String head = "TeaVM_CallSite teavm_callSites[";
        int begin = indexOf(source, head, "callsites.c");
        int count = Integer.parseInt(source.substring(begin + head.length(), source.indexOf(']', begin)));
        List<String> indices = FIRST_HANDLER.matcher(source.substring(begin)).results().map(GeneratedC::oneBasedIndex)
                .toList();
        require(indices.size() == count, "callsites.c");
        boolean hasHandlers = indices.stream().anyMatch(index -> !index.equals("0"));
        String handler = hasHandlers
                ? "index == 0 ? NULL : (TeaVM_ExceptionHandler *) exceptionHandlers_teavm_callSites + (index - 1)"
                : "NULL";
        Files.writeString(folder.resolve("callsites.c"), source.substring(0, begin)
                .replace("static TeaVM_ExceptionHandler ", "static PIDONE_CONSTANT TeaVM_ExceptionHandler ") + """
                        static const uint16_t pidone_handlers[] = { %s };
                        static TeaVM_ExceptionHandler *pidone_first_handler(int32_t call_site) {
                            int index = pidone_handlers[call_site];
                            return %s;
                        }
                        """.formatted(String.join(", ", indices), handler));
    }

    private static String oneBasedIndex(MatchResult callSite) {
        return callSite.group(1) == null ? "0" : Integer.toString(Integer.parseInt(callSite.group(1)) + 1);
    }

    /** Of TeaVM's main only what runs Java is left: static initializers without which nothing works, and main. */
    private void reduceMain() throws IOException {
        String source = read("main.c");
        String table = "TeaVM_Class* teavm_classReferences[";
        String head = "int main(int argc, char** argv) {\n";
        int body = indexOf(source, head, "main.c") + head.length();
        int end = indexOf(source, "    return 0;\n", "main.c");
        Set<String> dropped = new LinkedHashSet<>(List.of("teavm_beforeInit();", "teavm_classClass = ",
                "teavm_objectClass = ", "teavm_stringClass = ", "teavm_charArrayClass = ", "teavm_initClasses();",
                "teavm_initStringPool();", "teavm_initHeap(", "sysinitclass_", "teavm_afterInitClasses();",
                "meth_otr_GC__clinit_", "meth_otr_EventQueue_process(", "teavm_getClassObject("));
        Set<String> missing = new LinkedHashSet<>(dropped);
        missing.remove("meth_otr_GC__clinit_");
        StringBuilder kept = new StringBuilder();
        for (String line : source.substring(body, end).lines().toList()) {
            String statement = line.strip();
            String prefix = dropped.stream().filter(statement::startsWith).findFirst().orElse(null);
            if (prefix == null) {
                kept.append(line).append('\n');
            } else {
                missing.remove(prefix);
            }
        }
        require(missing.isEmpty(), "main.c (" + missing + ")");
        String arguments = "(teavm_parseArguments(argc, argv))";
        int call = kept.indexOf(arguments);
        require(call >= 0, "main.c (the call of main)");
        // They stay where the kernel has put them: linux.NativeStrings.
        kept.replace(call, call + arguments.length(), "(NULL)");
        Files.writeString(folder.resolve("main.c"), source.substring(0, indexOf(source, table, "main.c"))
                + "int main(void) {\n" + kept + "    return 0;\n}\n");
    }

    /** One translation unit for everything, so that the compiler sees what is never used. */
    private void writeAll() throws IOException {
        List<String> files = new ArrayList<>(List.of("runtime.h", "pidone.h", OWN_HEADER, "strings.h", "arrays.h"));
        for (Path file : classFiles()) {
            if (file.toString().endsWith(".c")) {
                files.add(folder.relativize(file).toString());
            }
        }
        files.addAll(List.of("arrays.c", "special.c", "callsites.c", "main.c", "core_gen.h", OWN_CODE));
        StringBuilder all = new StringBuilder();
        for (String file : files) {
            all.append("#include \"%s\"\n".formatted(file));
        }
        Files.writeString(folder.resolve("all.c"), all.toString());
    }

    /** The files of classes, arrays and primitive types, all of which are in folders; always in the same order. */
    private List<Path> classFiles() throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> Files.isRegularFile(file) && !file.getParent().equals(folder))
                    .sorted(Comparator.comparing(Path::toString)).toList();
        }
    }

    private String read(String name) throws IOException {
        return Files.readString(folder.resolve(name));
    }

    private void expectNot(String name, String text) throws IOException {
        require(!read(name).contains(text), name + " (" + text + ")");
    }

    private static int indexOf(String text, String part, String name) {
        int index = text.indexOf(part);
        require(index >= 0, name + " (" + part.strip() + ")");
        return index;
    }

    private static void require(boolean isAsExpected, String what) {
        if (!isAsExpected) {
            throw new IllegalStateException(
                    "TeaVM generates other C than src/build/java/GeneratedC.java expects: " + what);
        }
    }
}
