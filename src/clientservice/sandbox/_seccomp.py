"""The system calls that a student's code may make: an allow-list by name, compiled by libseccomp.

Whatever is not listed answers "not implemented", which C libraries take as "an older kernel" and work around. What
people are likely to try answers "not permitted". The names resolve to the numbers of the machine (x86-64, arm64); the
program is made in the coordinator, so the worker host needs neither library nor names.
"""

from __future__ import annotations

import ctypes
import errno
import os
from ctypes.util import find_library
from functools import cache

from ._errors import SandboxError


def _names(text: str) -> list[str]:
    return text.split()


ALLOWED = _names("""
    access alarm arch_prctl brk capget chdir chmod clock_getres clock_gettime clock_nanosleep close
    close_range copy_file_range creat dup dup2 dup3 epoll_create epoll_create1 epoll_ctl epoll_pwait
    epoll_pwait2 epoll_wait eventfd eventfd2 exit exit_group faccessat faccessat2 fadvise64 fallocate fchdir
    fchmod fchmodat fchmodat2 fcntl fdatasync fgetxattr flistxattr flock fstat fstatfs fsync ftruncate futex
    futex_wait futex_waitv futex_wake get_mempolicy get_robust_list getcpu getcwd getdents getdents64 getegid
    geteuid getgid getgroups getitimer getpeername getpgid getpgrp getpid getppid getpriority getrandom
    getresgid getresuid getrlimit getrusage getsid getsockname getsockopt gettid gettimeofday getuid getxattr
    lgetxattr link linkat listxattr llistxattr lseek lstat madvise membarrier mincore mkdir mkdirat mlock
    mlock2 mmap mprotect mremap msync munlock munmap nanosleep newfstatat open openat openat2 pause pipe pipe2
    poll ppoll pread64 preadv preadv2 pselect6 pwrite64 pwritev pwritev2 read readahead readlink readlinkat
    readv recvfrom recvmsg rename renameat renameat2 restart_syscall rmdir rseq rt_sigaction rt_sigpending
    rt_sigprocmask rt_sigreturn rt_sigsuspend rt_sigtimedwait sched_get_priority_max
    sched_get_priority_min sched_getaffinity sched_getparam sched_getscheduler sched_yield select sendfile
    sendmsg sendto set_robust_list set_tid_address setitimer setrlimit setsockopt shutdown sigaltstack splice
    stat statfs statx symlink symlinkat sync_file_range sysinfo tee time timer_create timer_delete
    timer_getoverrun timer_gettime timer_settime timerfd_create timerfd_gettime timerfd_settime times truncate
    umask uname unlink unlinkat utime utimensat utimes wait4 waitid write writev
""")
#: Only where no other process can be reached: in a process namespace of its own.
SIGNALS = ["kill", "rt_sigqueueinfo", "tgkill", "tkill"]
PROCESSES = ["execve", "execveat", "fork", "vfork", "setpgid", "setsid"]
#: Refused with "not permitted".
REFUSED = _names("""
    accept accept4 add_key bind bpf chown chroot connect execve execveat fchown fchownat fork io_uring_setup
    ioperm iopl keyctl kill lchown listen memfd_create mount mq_open msgget open_by_handle_at perf_event_open
    personality pidfd_getfd pidfd_open pidfd_send_signal pivot_root process_vm_readv process_vm_writev ptrace
    reboot request_key rt_sigqueueinfo semget setdomainname setgid setgroups sethostname setns setpgid
    setpriority setregid
    setresgid setresuid setreuid setsid setuid setxattr shmat shmget socket tgkill tkill umount2 unshare
    userfaultfd vfork
""")
_IOCTLS = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)  # TCGETS TIOCGWINSZ FIONREAD FIONBIO FIONCLEX FIOCLEX
_PRCTLS = (3, 15, 16, 0x53564D41)  # PR_GET_DUMPABLE, PR_SET_NAME, PR_GET_NAME, PR_SET_VMA
_THREAD = 0x10000  # CLONE_THREAD
#: Every flag of clone that makes a namespace.
_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000

_EQ, _MASKED = 4, 7  # SCMP_CMP_EQ, SCMP_CMP_MASKED_EQ
_ALLOW = 0x7FFF0000


def _errno(number: int) -> int:
    return 0x00050000 | number


class _Argument(ctypes.Structure):
    _fields_ = (("arg", ctypes.c_uint), ("op", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64))


class _Filter:
    """A libseccomp filter context."""

    def __init__(self, default: int) -> None:
        self._lib = _library()
        self._context = ctypes.c_void_p(self._lib.seccomp_init(ctypes.c_uint32(default)))
        if not self._context:
            raise SandboxError("libseccomp: no filter could be made; run clientservice doctor")

    def rule(self, action: int, name: str, *arguments: _Argument) -> None:
        """Add a rule; a name that this machine's kernel interface has not is passed over (it stays refused)."""
        number = self._lib.seccomp_syscall_resolve_name(name.encode())
        if number < 0:
            return
        array = (_Argument * max(1, len(arguments)))(*arguments)
        found = self._lib.seccomp_rule_add_array(self._context, ctypes.c_uint32(action), number, len(arguments), array)
        if found < 0:
            raise SandboxError(f"libseccomp refuses the rule for {name}: {os.strerror(-found)}")

    def program(self) -> bytes:
        """The filter for the kernel."""
        descriptor = os.memfd_create("filter")
        try:
            if (found := self._lib.seccomp_export_bpf(self._context, descriptor)) < 0:
                raise SandboxError(f"libseccomp can't write its filter: {os.strerror(-found)}")
            return os.pread(descriptor, 1 << 20, 0)
        finally:
            os.close(descriptor)
            self._lib.seccomp_release(self._context)


@cache
def _library() -> ctypes.CDLL:
    try:
        library = ctypes.CDLL(find_library("seccomp") or "libseccomp.so.2")
    except OSError as error:
        raise SandboxError(
            "libseccomp is missing, so code can't be run safely; install it "
            "(Debian, Ubuntu: sudo apt-get install libseccomp2; Fedora: sudo dnf install libseccomp)"
        ) from error
    library.seccomp_init.restype = ctypes.c_void_p
    return library


@cache
def build_filter(*, processes: bool, signals: bool) -> bytes:
    """The program that the child loads: with or without processes of its own, with or without signals to others."""
    allowed = [*ALLOWED, *(SIGNALS if signals else []), *(PROCESSES if processes else [])]
    made = _Filter(_errno(errno.ENOSYS))
    for name in allowed:
        made.rule(_ALLOW, name)
    for name in REFUSED:
        if name not in allowed:
            made.rule(_errno(errno.EPERM), name)
    for command in _IOCTLS:
        made.rule(_ALLOW, "ioctl", _Argument(1, _MASKED, 0xFFFFFFFF, command))
    for option in _PRCTLS:
        made.rule(_ALLOW, "prctl", _Argument(0, _EQ, option, 0))
    made.rule(_ALLOW, "prlimit64", _Argument(0, _EQ, 0, 0))
    made.rule(_ALLOW, "socketpair", _Argument(0, _EQ, 1, 0))  # AF_UNIX: an event loop talks to itself
    _clone_rules(made, processes=processes)
    return made.program()


def _clone_rules(made: _Filter, *, processes: bool) -> None:
    """Threads always, processes if allowed, namespaces never. clone3 hides its flags, so it "does not exist"."""
    if processes:
        made.rule(_ALLOW, "clone", _Argument(0, _MASKED, _NAMESPACES, 0))
    else:
        made.rule(_ALLOW, "clone", _Argument(0, _MASKED, _NAMESPACES | _THREAD, _THREAD))
        made.rule(_errno(errno.EPERM), "clone", _Argument(0, _MASKED, _THREAD, 0))
