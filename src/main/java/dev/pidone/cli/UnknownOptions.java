package dev.pidone.cli;

/** The words of a command line that look like options, but are none. */
final class UnknownOptions {
    /** Whoever has so many wrong has got something else wrong, and all of them must not exhaust the heap. */
    private static final int MOST_NAMED = 8;

    private final Complaint named = new Complaint();
    private int count;
    private Option meant;

    /**
     * @param word what was given
     * @param letter the offset of the letter in it that is not understood: 1 if it is the first
     */
    void add(Word word, int letter) throws UsageException {
        count++;
        if (count > MOST_NAMED) {
            throw complaint();
        }
        named.text(count == 1 ? "" : ", ");
        if (letter == 1) {
            named.quoted(word);
        } else {
            named.text("'-").printable(word.from(letter)).text("' (while processing option: ").quoted(word).text(")");
        }
        if (meant == null) {
            meant = Suggestion.forOption(word);
        }
    }

    UsageException complaint() {
        Complaint complaint = new Complaint().text(count == 1 ? "Unknown option: " : "Unknown options: ").text(named)
                .text(count > MOST_NAMED ? ", ..." : "").text("; see pidone --help");
        if (meant != null) {
            complaint.text("; did you mean ").text(meant.longName()).text("?");
        }
        return complaint.exception();
    }
}
