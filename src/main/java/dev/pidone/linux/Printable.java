package dev.pidone.linux;

/** Makes strings of bytes fit for a message: control characters could forge log lines or drive a terminal. */
public final class Printable {
    private Printable() {
    }

    /** The string in single quotes, with control characters written as {@code \xHH}. */
    public static String of(String bytes) {
        return "'" + line(bytes) + "'";
    }

    /** The string with control characters written as {@code \xHH}, so that it is one line. */
    public static String line(String bytes) {
        StringBuilder text = new StringBuilder(bytes.length());
        for (int index = 0; index < bytes.length(); index++) {
            char c = bytes.charAt(index);
            if (c < ' ' || c == 0x7f) {
                text.append("\\x").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
            } else {
                text.append(c);
            }
        }
        return text.toString();
    }
}
