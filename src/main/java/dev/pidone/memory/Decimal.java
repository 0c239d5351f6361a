package dev.pidone.memory;

/** Understands numbers in decimal, without a sign. */
public final class Decimal {
    /** In place of a number where there is none. */
    public static final long NONE = -1;
    /** Stands for itself and all that are larger. */
    public static final long LARGEST = 1L << 59;

    private Decimal() {
    }

    public static boolean isDigit(int value) {
        return value >= '0' && value <= '9';
    }

    /** A number with another digit at its end; {@link #NONE} if that is none. */
    public static long append(long number, int digit) {
        return isDigit(digit) ? Math.min(LARGEST, 10 * number + digit - '0') : NONE;
    }

    /** The number that some bytes are, {@link #NONE} if there is anything else among them. */
    public static long of(long address, int length) {
        long number = length == 0 ? NONE : 0;
        for (int index = 0; index < length && number != NONE; index++) {
            number = append(number, NativeStrings.byteAt(address + index));
        }
        return number;
    }

    /** The number that begins at an address, up to a byte that is no digit; 0 if there is none. */
    public static long at(long address) {
        long number = 0;
        for (long at = address; isDigit(NativeStrings.byteAt(at)); at++) {
            number = append(number, NativeStrings.byteAt(at));
        }
        return number;
    }
}
