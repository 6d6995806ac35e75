#include "state.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

#include "config.h"

#ifdef _WIN32
#include <windows.h>
#define getpid GetCurrentProcessId
#endif

#ifdef HAVE_FLOCK
#include <sys/file.h>
#else
static int flock(int descriptor, int operation) {
    (void)descriptor;
    (void)operation;
    return 0;
}
#define LOCK_EX 2
#endif

int state_lock(const char *path) {
    char text[32];
    int descriptor = open(path, O_CREAT | O_RDWR, 0600);
    if (descriptor < 0 || flock(descriptor, LOCK_EX) != 0) return -1;
    int length = snprintf(text, sizeof text, "%ld\n", (long)getpid());
    return write(descriptor, text, (size_t)length) == length ? 0 : -1;
}
