#define _GNU_SOURCE
#include "probe.h"

#include <sys/syscall.h>
#include <unistd.h>

long thread_id(void) { return syscall(SYS_gettid); }
