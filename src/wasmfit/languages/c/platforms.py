"""The closed list of macros by which C code tells platforms apart."""

PLATFORMS = frozenset(
    {
        "WIN32", "_WIN32", "_WIN64", "__WIN32__", "WINDOWS", "_WINDOWS", "_MSC_VER", "__MINGW32__",
        "__MINGW64__", "__CYGWIN__", "_WIN32_WCE", "UNDER_CE", "__WATCOMC__", "__BORLANDC__",
        "__DJGPP__", "MSDOS", "__MSDOS__", "__DOS__", "OS2", "__OS2__", "__EMX__",
        "__APPLE__", "__MACH__", "__DARWIN__", "macintosh", "TARGET_OS_IPHONE", "TARGET_OS_MAC",
        "linux", "__linux", "__linux__", "__gnu_linux__", "__ANDROID__", "ANDROID", "__GNU__",
        "unix", "__unix", "__unix__", "__FreeBSD__", "__FreeBSD_kernel__", "__NetBSD__",
        "__OpenBSD__", "__DragonFly__", "__bsdi__", "BSD", "sun", "__sun", "__sun__",
        "__svr4__", "__SVR4", "__sgi", "sgi", "hpux", "__hpux", "__hpux__", "_AIX", "__AIX__",
        "__osf__", "__QNX__", "__QNXNTO__", "__HAIKU__", "__BEOS__", "__VMS", "VMS", "__TANDEM",
        "__amigaos__", "AMIGA", "__OS400__", "__MVS__", "__CYGWIN32__", "__INTERIX",
        "__minix", "__minix__", "__VXWORKS__", "__vxworks", "__Fuchsia__", "__EMSCRIPTEN__",
        "EMSCRIPTEN", "__wasi__", "__wasm__", "__wasm32__", "__wasm", "__serenity__", "__plan9__",
        "__native_client__", "__NuttX__", "__SYMBIAN32__", "__riscos__", "NETWARE", "__NETWARE__",
        "__x86_64__", "__x86_64", "__amd64__", "__amd64", "_M_X64", "_M_AMD64", "__i386__",
        "__i386", "i386", "_M_IX86", "__i486__", "__i586__", "__i686__", "_X86_", "__arm__",
        "__arm", "_M_ARM", "_M_ARM64", "__aarch64__", "__ARM_NEON", "__ARM_NEON__",
        "__ARM_FEATURE_CRC32", "__ARM_ARCH", "__powerpc__", "__powerpc64__", "__ppc__",
        "__PPC__", "__PPC64__", "__ppc64__", "_ARCH_PPC", "__POWERPC__", "_M_PPC", "__sparc__",
        "__sparc", "__sparc64__", "__mips__", "__mips", "__mips64", "__mips64__", "__s390__",
        "__s390x__", "__zarch__", "__alpha__", "__alpha", "__ia64__", "__ia64", "_M_IA64",
        "__hppa__", "__hppa", "__m68k__", "__sh__", "__riscv", "__loongarch__",
        "__loongarch64", "__e2k__", "__SSE__", "__SSE2__", "__SSE3__", "__SSSE3__", "__SSE4_1__",
        "__SSE4_2__", "__AVX__", "__AVX2__", "__AVX512F__", "__AES__", "__PCLMUL__", "__BMI2__",
        "__ALTIVEC__", "__VSX__", "__GLIBC__", "__GLIBC_MINOR__", "__UCLIBC__", "__BIONIC__",
        "__NEWLIB__", "__GNU_LIBRARY__", "__DIETLIBC__", "__GNUC__", "__clang__",
        "__INTEL_COMPILER", "__ICC", "__SUNPRO_C", "__SUNPRO_CC", "__xlC__", "__IBMC__",
        "__TINYC__", "__PGI", "__HP_cc", "__DECC", "__COMPCERT__", "__STDC_NO_THREADS__",
        "__STDC_NO_ATOMICS__", "_LP64", "__LP64__", "__ILP32__", "__BIG_ENDIAN__",
        "__LITTLE_ENDIAN__", "__ARMEL__", "__ARMEB__", "__MIPSEL__", "__MIPSEB__",
    }
)  # fmt: skip


def is_of_platform(fact: str) -> bool:
    """Whether a fact is one by which platforms differ and that every target can answer."""
    return fact.removeprefix("macro:") in PLATFORMS


SYSTEM_HEADERS = frozenset(
    {
        "aio.h", "alloca.h", "assert.h", "byteswap.h", "complex.h", "conio.h", "cpio.h", "crypt.h",
        "ctype.h", "direct.h", "dirent.h", "dlfcn.h", "dos.h", "elf.h", "endian.h", "err.h",
        "errno.h", "error.h", "execinfo.h", "fcntl.h", "features.h", "fenv.h", "float.h",
        "fmtmsg.h", "fnmatch.h", "ftw.h", "getopt.h", "glob.h", "grp.h", "iconv.h", "ifaddrs.h",
        "inttypes.h", "io.h", "iso646.h", "langinfo.h", "lastlog.h", "libgen.h", "limits.h",
        "link.h", "locale.h", "malloc.h", "math.h", "memory.h", "mntent.h", "monetary.h",
        "mqueue.h", "ndbm.h", "netdb.h", "nl_types.h", "obstack.h", "paths.h", "poll.h",
        "process.h", "pthread.h", "pty.h", "pwd.h", "regex.h", "resolv.h", "sched.h", "search.h",
        "semaphore.h", "setjmp.h", "sgtty.h", "shadow.h", "signal.h", "spawn.h", "stdalign.h",
        "stdarg.h", "stdatomic.h", "stdbool.h", "stdckdint.h", "stddef.h", "stdint.h", "stdio.h",
        "stdio_ext.h", "stdlib.h", "stdnoreturn.h", "string.h", "strings.h", "stropts.h",
        "syscall.h", "sysexits.h", "syslog.h", "tar.h", "termio.h", "termios.h", "tgmath.h",
        "threads.h", "time.h", "trace.h", "uchar.h", "ucontext.h", "ulimit.h", "unistd.h",
        "unwind.h", "utime.h", "utmp.h", "utmpx.h", "values.h", "varargs.h", "wchar.h", "wctype.h",
        "windows.h", "winsock.h", "winsock2.h", "wordexp.h", "ws2tcpip.h",
    }
)  # fmt: skip
"""Headers of C libraries and kernels that stand in no folder."""

_SYSTEM_FOLDERS = ("sys/", "arpa/", "asm/", "linux/", "mach/", "machine/", "net/", "netinet/",
                   "netpacket/", "rpc/", "bits/")  # fmt: skip


def is_system_header(name: str) -> bool:
    """Whether a header belongs to the system or to the standard library of C++."""
    plain = name.isidentifier() and name.islower()
    return name in SYSTEM_HEADERS or plain or name.startswith(_SYSTEM_FOLDERS)
