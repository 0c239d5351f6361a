package dev.pidone.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Takes a command line apart that is spelled as most are: {@code --name=value}, {@code --name value}, {@code -n value},
 * {@code -nvalue}, {@code -fg}. Anything else, and all that is wrong, is for picocli, which takes longer to load than
 * all of a start.
 */
final class PlainArguments {
    private final List<Arguments.Use> uses = new ArrayList<>();
    private final List<String> arguments;
    private int next;

    private PlainArguments(List<String> arguments) {
        this.arguments = arguments;
    }

    /** The same as {@link PicocliArguments#parse}, or {@code null} if that has to be asked. */
    static Arguments parse(List<String> arguments) {
        PlainArguments plain = new PlainArguments(arguments);
        return plain.takeOptions() ? new Arguments(plain.uses, arguments.subList(plain.next, arguments.size())) : null;
    }

    private boolean takeOptions() {
        while (next < arguments.size() && arguments.get(next).startsWith("-")) {
            String argument = arguments.get(next);
            next++;
            if (argument.equals("--")) {
                return true;
            }
            if (!(argument.startsWith("--") ? takeLong(argument) : takeShort(argument))) {
                return false;
            }
        }
        return true;
    }

    private boolean takeLong(String argument) {
        int equalsSign = argument.indexOf('=');
        Option option = option(equalsSign < 0 ? argument : argument.substring(0, equalsSign));
        if (option == null || option.isFlag() && equalsSign >= 0) {
            return false;
        }
        return equalsSign < 0 ? take(option) : add(option, argument.substring(equalsSign + 1));
    }

    /** One letter or several; the last of them may have a value, attached or not. */
    private boolean takeShort(String argument) {
        for (int letter = 1; letter < argument.length(); letter++) {
            Option option = option("-" + argument.charAt(letter));
            if (option == null) {
                return false;
            }
            if (!option.isFlag() && letter + 1 < argument.length()) {
                return argument.charAt(letter + 1) != '=' && add(option, argument.substring(letter + 1));
            }
            if (!take(option)) {
                return false;
            }
        }
        return argument.length() > 1;
    }

    private boolean take(Option option) {
        if (option.isFlag()) {
            return add(option, null);
        }
        if (next == arguments.size() || arguments.get(next).startsWith("-")) {
            return false;
        }
        next++;
        return add(option, arguments.get(next - 1));
    }

    private boolean add(Option option, String value) {
        uses.add(new Arguments.Use(option, value));
        return true;
    }

    private static Option option(String name) {
        for (Option option : Option.ALL) {
            if (option.names().contains(name)) {
                return option;
            }
        }
        return null;
    }
}
