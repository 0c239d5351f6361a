package dev.pidone.memory;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DecimalTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "0042, 42", "4294967295, 4294967295", "576460752303423487, 576460752303423487",
            "576460752303423488, 576460752303423488", "9223372036854771712, 576460752303423488",
            "99999999999999999999999999, 576460752303423488"})
    void allOfItIsANumberAndSoIsItsBeginning(String text, long number) {
        assertEquals(number, Decimal.of(NativeStrings.of(text), text.length()));
        assertEquals(number, Decimal.at(NativeStrings.of(text)));
        assertEquals(number, Decimal.at(NativeStrings.of(text + " 5")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " 7", "7 ", "+7", "-7", "7x", "0x7", "1:2", "99999999999999999999999999x"})
    void nothingElseIsANumber(String text) {
        assertEquals(Decimal.NONE, Decimal.of(NativeStrings.of(text), text.length()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "-1", " 1", "\u00ff"})
    void whatBeginsOtherwiseBeginsWithNoNumber(String text) {
        assertEquals(0, Decimal.at(NativeStrings.of(text)));
    }
}
