#!/usr/bin/perl
# The command of an init that is to bear a great many events.
#
#   endurance.pl orphans COUNT MAKER       a program makes children that end without anybody who waits for them
#   endurance.pl signals COUNT             a queued signal is sent to the init, again and again, and arrives here
#   endurance.pl processes COUNT PROGRAM   so many processes are there at the same time; the init passes signals on to
#                                          all of them, at last the one that ends them
#
# Prints the init's resident memory in KiB before and after, its anonymous memory before and after, and the seconds that
# it took. Only modules of Debian's perl are used.
use strict;
use warnings;
use POSIX ();
require 'syscall.ph';

my $SYS_rt_sigtimedwait = &SYS_rt_sigtimedwait;
my $SIGNAL = 40;
my $BATCH = 50;
my $AHEAD = 1000;
my $init = getppid;

sub memory {
    my ($name) = @_;
    open my $handle, '<', "/proc/$init/status" or die "/proc/$init/status: $!\n";
    for (<$handle>) {
        return $1 if /^$name:\s+(\d+)/;
    }
    return 0;
}

sub must_fork {
    my $process = fork;
    while (!defined $process) {
        select undef, undef, undef, 0.01;
        $process = fork;
    }
    return $process;
}

# Without an exit of perl's own, which would flush and clean up.
sub in_child {
    my ($code) = @_;
    my $process = must_fork();
    if ($process == 0) {
        $code->();
        POSIX::_exit(0);
    }
    return $process;
}

sub leave_children {
    my ($count, $code) = @_;
    for (my $left = $count; $left > 0; $left -= $BATCH) {
        my $batch = $left < $BATCH ? $left : $BATCH;
        waitpid in_child(sub { in_child($code) for 1 .. $batch }), 0;
    }
}

sub children_of_init {
    my $count = 0;
    for (glob "/proc/$init/task/*/children") {
        open my $handle, '<', $_ or next;
        $count += split ' ', <$handle> // '';
    }
    return $count;
}

sub await_children {
    my ($count, $more_or_less) = @_;
    select undef, undef, undef, 0.05 until $more_or_less * (children_of_init() - $count) >= 0;
}

sub orphans {
    my ($count, $maker) = @_;
    system($maker, $count) == 0 or die "$maker failed\n";
    await_children(1, -1);
}

sub signals {
    my ($count) = @_;
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new($SIGNAL));
    # Where the queue is full, kill(2) loses a signal and does not say so: the sender must not be too far ahead.
    pipe my $granted, my $grant or die "pipe: $!\n";
    my $sender = in_child(sub {
        for my $sent (0 .. $count - 1) {
            sysread $granted, my $token, 1 if $sent % $AHEAD == 0;
            kill $SIGNAL, $init;
        }
    });
    syswrite $grant, 'xx';
    my $set = pack 'Q', 1 << ($SIGNAL - 1);
    for my $arrived (1 .. $count) {
        my $received = syscall $SYS_rt_sigtimedwait, $set, 0, 0, 8;
        redo if $received != $SIGNAL;
        syswrite $grant, 'x' if $arrived % $AHEAD == 0;
    }
    waitpid $sender, 0;
}

sub processes {
    my ($count, $program) = @_;
    $SIG{TERM} = 'IGNORE';
    leave_children($count, sub {
        $SIG{TERM} = 'DEFAULT';
        exec $program;
    });
    await_children($count + 1, 1);
    for (1 .. 3) {
        kill 'WINCH', $init;
        select undef, undef, undef, 1;
    }
    kill 'TERM', $init;
    await_children(1, -1);
}

my ($what, @arguments) = @ARGV;
my $begin = time;
my @before = (memory('VmRSS'), memory('RssAnon'));
$what eq 'orphans' ? orphans(@arguments) : $what eq 'signals' ? signals(@arguments) : processes(@arguments);
print "$before[0] ", memory('VmRSS'), " $before[1] ", memory('RssAnon'), ' ', time - $begin, "\n";
