#!/usr/bin/perl
# How long a signal takes from the sender through an init to the command.
#
#   signals.pl send COUNT INIT...    starts INIT with this script as its command, sends it COUNT signals, one after the
#                                    other's arrival, and prints the nanoseconds of CPU time that INIT took for them
#                                    and the nanoseconds until each was there
#   signals.pl receive               the command: waits as sigwaitinfo(2) does, and writes when a signal has come
#
# Both read CLOCK_MONOTONIC by syscall(2). What perl itself takes is the same for every init; with no INIT at all it is
# all that is measured. Only modules of Debian's perl are used.
use strict;
use warnings;
use POSIX ();
require 'syscall.ph';

my $SYS_clock_gettime = &SYS_clock_gettime;
my $SYS_rt_sigtimedwait = &SYS_rt_sigtimedwait;
my $CLOCK_MONOTONIC = 1;
my $SIGUSR1 = POSIX::SIGUSR1();

my $timespec = pack 'q2', 0, 0;

sub now {
    syscall $SYS_clock_gettime, $CLOCK_MONOTONIC, $timespec;
    my ($seconds, $nanoseconds) = unpack 'q2', $timespec;
    return $seconds * 1_000_000_000 + $nanoseconds;
}

sub receive {
    POSIX::sigprocmask(POSIX::SIG_BLOCK(), POSIX::SigSet->new($SIGUSR1));
    my $set = pack 'Q', 1 << ($SIGUSR1 - 1);
    syswrite STDOUT, pack 'q', 0;
    while (1) {
        if (syscall($SYS_rt_sigtimedwait, $set, 0, 0, 8) == $SIGUSR1) {
            my $arrival = now();
            syswrite STDOUT, pack 'q', $arrival;
        }
    }
}

sub next_arrival {
    my ($pipe) = @_;
    my $length = sysread $pipe, my $bytes, 8;
    die "the command has ended\n" unless $length == 8;
    return unpack 'q', $bytes;
}

sub cpu_of {
    my ($process) = @_;
    my $sum = 0;
    for (glob "/proc/$process/task/*/schedstat") {
        open my $handle, '<', $_ or next;
        $sum += (split ' ', <$handle> // '')[0] // 0;
    }
    return $sum;
}

sub send_signals {
    my ($count, @init) = @_;
    pipe my $arrivals, my $reports or die "pipe: $!\n";
    my $process = fork // die "fork: $!\n";
    if ($process == 0) {
        open STDOUT, '>&', $reports or die "dup: $!\n";
        exec @init, $^X, $0, 'receive' or die "exec: $!\n";
    }
    close $reports;
    next_arrival($arrivals);
    my @latencies;
    my $cpu = cpu_of($process);
    for (1 .. $count) {
        my $sent = now();
        kill $SIGUSR1, $process;
        push @latencies, next_arrival($arrivals) - $sent;
    }
    $cpu = cpu_of($process) - $cpu;
    kill 'TERM', $process;
    waitpid $process, 0;
    print "$_\n" for $cpu, @latencies;
}

my $role = shift @ARGV;
$role eq 'receive' ? receive() : send_signals(@ARGV);
