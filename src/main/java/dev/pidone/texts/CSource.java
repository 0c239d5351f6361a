package dev.pidone.texts;

/** Texts as C takes them. */
final class CSource {
    private CSource() {
    }

    /** The definition of an array of characters that holds a text and a zero. */
    static String of(String name, String text) {
        StringBuilder source = new StringBuilder("const char ").append(name).append("[] =");
        text.lines().forEach(line -> source.append("\n    \"").append(line.replace("\\", "\\\\").replace("\"", "\\\""))
                .append("\\n\""));
        return source.append(";\n").toString();
    }
}
