package dev.pidone.report;

import dev.pidone.history.ProcessRecords;
import dev.pidone.kernel.WaitStatus;

/** What the page says of a process, wherever it does. */
final class ProcessText {
    /** In place of a wait status, which has 16 bits. */
    private static final int GONE = 1 << 16;
    private static final int ZOMBIE = 2 << 16;
    private static final int STILL_THERE = 3 << 16;
    private static final int CORE_DUMPED = 0x80;

    private final ProcessRecords processes;
    private final Html html;

    ProcessText(ProcessRecords processes, Html html) {
        this.processes = processes;
        this.html = html;
    }

    /** The name of its program. */
    void name(int process) {
        if (processes.nameAt(process, 0) == 0) {
            html.raw("?");
            return;
        }
        int index = 0;
        for (int value = processes.nameAt(process, 0); value != 0; value = processes.nameAt(process, index)) {
            html.textByte(value);
            index++;
        }
        html.endText();
    }

    boolean hasCommandLine(int process) {
        return processes.commandLineAt(process, 0) != 0;
    }

    void commandLine(int process) {
        int index = 0;
        for (int value = processes.commandLineAt(process, 0); value != 0; value = processes.commandLineAt(process,
                index)) {
            html.textByte(value);
            index++;
        }
        html.endText();
    }

    /** Its command line, to be broken at blanks only. */
    void commandLineInWords(int process) {
        html.beginWords();
        int index = 0;
        for (int value = processes.commandLineAt(process, 0); value != 0; value = processes.commandLineAt(process,
                index)) {
            html.wordByte(value);
            index++;
        }
        html.endText().endWords();
    }

    /** A number that stands for what became of it: processes of which it is the same ended alike. */
    int fate(int process) {
        if (processes.is(process, ProcessRecords.REAPED)) {
            return processes.status(process);
        }
        if (processes.is(process, ProcessRecords.GONE)) {
            return GONE;
        }
        return processes.is(process, ProcessRecords.ZOMBIE) ? ZOMBIE : STILL_THERE;
    }

    /** Whether that is worth a look. */
    boolean isFailure(int fate) {
        return fate != 0 && fate != GONE && fate != STILL_THERE;
    }

    void describe(int fate) {
        switch (fate) {
            case GONE -> html.raw("ended, reaped by its parent");
            case ZOMBIE -> html.raw("zombie: its parent has not reaped it");
            case STILL_THERE -> html.raw("still running at the end");
            default -> status(WaitStatus.of(fate));
        }
    }

    private void status(WaitStatus status) {
        if (status.exited()) {
            html.raw("exit ").plainNumber(status.exitCode());
        } else {
            html.signal(status.signal()).raw((status.raw() & CORE_DUMPED) == 0 ? "" : ", core dumped");
        }
    }
}
