package dev.pidone.cli;

/** Finds out which option was meant where a name is misspelt. */
final class Suggestion {
    private static final int LONGEST = 40;
    private static final int SHORTEST_BEGINNING = 3;
    private static final int SHORTEST_END = 4;

    private final Word name;
    /** Rows of the table of distances: between the first letters of the name and the first letters of an option's. */
    private int[] row = new int[LONGEST + 1];
    private int[] previous = new int[LONGEST + 1];
    private int[] beforePrevious = new int[LONGEST + 1];

    private Suggestion(Word name) {
        this.name = name;
    }

    /** The option that a word of the command line may mean, {@code null} if it is like none. */
    static Option forOption(Word word) {
        int begin = word.at(1) == '-' ? 2 : 1;
        int equalsSign = word.indexOf('=');
        return new Suggestion(word.part(begin, Math.max(begin, equalsSign < 0 ? word.length() : equalsSign))).closest();
    }

    /** The option whose environment variable a name may mean, {@code null} if it is like none. */
    static Option forVariable(Word variable) {
        Option option = new Suggestion(variable.from(Option.VARIABLE_PREFIX.length())).closest();
        return option == null || !option.hasVariable() ? null : option;
    }

    /** The closest one within a mistake for every four letters; else the only one that begins or ends like that. */
    private Option closest() {
        if (name.length() > LONGEST) {
            return null;
        }
        int smallest = (name.length() + 1) / 4;
        Option closest = null;
        for (int ordinal = 0; ordinal < Option.count(); ordinal++) {
            int distance = distance(Option.at(ordinal).name());
            if (distance < smallest || distance == smallest && closest == null) {
                smallest = distance;
                closest = Option.at(ordinal);
            }
        }
        if (closest == null && name.length() >= SHORTEST_BEGINNING) {
            closest = onlyWithBeginning();
        }
        return closest == null && name.length() >= SHORTEST_END ? onlyWithEnd() : closest;
    }

    /** The only one that ends like that, or whose last words do within the mistakes that are allowed. */
    private Option onlyWithEnd() {
        int smallest = (name.length() + 1) / 4;
        Option found = null;
        boolean isOnly = true;
        for (int ordinal = 0; ordinal < Option.count(); ordinal++) {
            int distance = distanceToEnd(Option.at(ordinal).name());
            if (distance < smallest || distance == smallest && found == null) {
                smallest = distance;
                found = Option.at(ordinal);
                isOnly = true;
            } else if (distance == smallest) {
                isOnly = false;
            }
        }
        return isOnly ? found : null;
    }

    private int distanceToEnd(String other) {
        int smallest = LONGEST;
        for (int begin = 1; begin < other.length(); begin++) {
            boolean isWord = other.charAt(begin - 1) == '_';
            int distance = isWord || other.length() - begin == name.length()
                    ? distance(other.substring(begin))
                    : LONGEST;
            smallest = isWord || distance == 0 ? Math.min(smallest, distance) : smallest;
        }
        return smallest;
    }

    private Option onlyWithBeginning() {
        Option found = null;
        for (int ordinal = 0; ordinal < Option.count(); ordinal++) {
            String other = Option.at(ordinal).name();
            int same = 0;
            while (same < name.length() && same < other.length() && letter(same) == other.charAt(same)) {
                same++;
            }
            if (same == name.length()) {
                if (found != null) {
                    return null;
                }
                found = Option.at(ordinal);
            }
        }
        return found;
    }

    /**
     * How many letters have to be added, left out, replaced or swapped with their neighbour (optimal string alignment).
     */
    private int distance(String other) {
        for (int to = 0; to <= other.length(); to++) {
            row[to] = to;
        }
        for (int from = 1; from <= name.length(); from++) {
            nextRow();
            row[0] = from;
            for (int to = 1; to <= other.length(); to++) {
                int replaced = previous[to - 1] + (letter(from - 1) == other.charAt(to - 1) ? 0 : 1);
                row[to] = Math.min(replaced, Math.min(previous[to], row[to - 1]) + 1);
                if (from > 1 && to > 1 && letter(from - 1) == other.charAt(to - 2)
                        && letter(from - 2) == other.charAt(to - 1)) {
                    row[to] = Math.min(row[to], beforePrevious[to - 2] + 1);
                }
            }
        }
        return row[other.length()];
    }

    private void nextRow() {
        int[] free = beforePrevious;
        beforePrevious = previous;
        previous = row;
        row = free;
    }

    /** A letter of the name, spelt as in a constant's: {@code STOP_TIMEOUT}. */
    private int letter(int offset) {
        int letter = name.at(offset);
        if (letter >= 'a' && letter <= 'z') {
            return letter - ('a' - 'A');
        }
        return letter == '-' ? '_' : letter;
    }
}
