#!/usr/bin/perl
# The command of an init that is PID 1 of its own PID namespace: makes orphans as fast as it can, and waits until the
# init has reaped the last one.
#
#   orphans.pl COUNT
#
# Two workers fork parents, each of which forks BATCH children that end at once, and ends itself without waiting for
# them. Prints: seconds until all were made, seconds until none was left, nanoseconds of CPU time that PID 1 took, its
# anonymous resident memory in KiB before and after. Only modules of Debian's perl are used.
use strict;
use warnings;
use POSIX ();
require 'syscall.ph';

my $SYS_clock_gettime = &SYS_clock_gettime;
my $WORKERS = 2;
my $BATCH = 50;
my $CLOCK_MONOTONIC = 1;

sub now {
    my $timespec = pack 'q2', 0, 0;
    syscall $SYS_clock_gettime, $CLOCK_MONOTONIC, $timespec;
    my ($seconds, $nanoseconds) = unpack 'q2', $timespec;
    return $seconds + $nanoseconds / 1e9;
}

sub read_file {
    my ($file) = @_;
    open my $handle, '<', $file or return '';
    local $/;
    return <$handle> // '';
}

sub cpu_of_init {
    my $sum = 0;
    for (glob '/proc/1/task/*/schedstat') {
        $sum += (split ' ', read_file($_))[0] // 0;
    }
    return $sum;
}

sub anonymous_memory_of_init {
    return read_file('/proc/1/status') =~ /^RssAnon:\s+(\d+)/m ? $1 : 0;
}

sub must_fork {
    my $process = fork;
    while (!defined $process) {
        select undef, undef, undef, 0.01;
        $process = fork;
    }
    return $process;
}

sub make_orphans {
    my ($count) = @_;
    for (my $left = $count; $left > 0; $left -= $BATCH) {
        my $parent = must_fork();
        if ($parent == 0) {
            for (1 .. ($left < $BATCH ? $left : $BATCH)) {
                POSIX::_exit(0) if must_fork() == 0;
            }
            POSIX::_exit(0);
        }
        waitpid $parent, 0;
    }
}

my ($count) = @ARGV;
my $cpu = cpu_of_init();
my $memory = anonymous_memory_of_init();
my $begin = now();
my @workers;
for (1 .. $WORKERS) {
    my $worker = must_fork();
    if ($worker == 0) {
        make_orphans($count / $WORKERS);
        POSIX::_exit(0);
    }
    push @workers, $worker;
}
waitpid $_, 0 for @workers;
my $made = now();
# kill(2) with -1 means everybody but PID 1 and oneself, zombies included.
while (kill 0, -1) {
    select undef, undef, undef, 0.001;
}
my $end = now();
printf "%.6f %.6f %d %d %d\n", $made - $begin, $end - $begin, cpu_of_init() - $cpu, $memory, anonymous_memory_of_init();
