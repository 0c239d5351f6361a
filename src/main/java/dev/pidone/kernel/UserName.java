package dev.pidone.kernel;

import dev.pidone.memory.NativeStrings;

/**
 * As whom a command is to run: each a vector of one string, a name or a number.
 *
 * @param group {@code null} for the user's own groups
 */
public record UserName(NativeStrings user, NativeStrings group) {
}
