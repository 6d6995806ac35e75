#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "log.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#ifdef HAVE_SYS_FILE_H
#include <sys/file.h>
#endif
#ifdef HAVE_SYS_MMAN_H
#include <sys/mman.h>
#endif

#ifndef HAVE_FLOCK
/* One process at a time has to be enough. */
#define flock(descriptor, operation) (descriptor < 0)
#endif

jmp_buf log_failed;

int log_open(struct log *log, const char *path) {
    struct stat found;
    log->descriptor = open(path, O_RDWR | O_CREAT, 0600);
    if (log->descriptor < 0 || flock(log->descriptor, LOCK_EX) != 0) return -1;
    if (fstat(log->descriptor, &found) != 0) return -1;
    log->size = (size_t)found.st_size;
    log->bytes = mmap(NULL, log->size, PROT_READ | PROT_WRITE,
                      MAP_SHARED, log->descriptor, 0);
    return log->bytes == MAP_FAILED ? -1 : 0;
}

void log_close(struct log *log) {
    msync(log->bytes, log->size, MS_SYNC);
    munmap(log->bytes, log->size);
#ifdef HAVE_FDATASYNC
    fdatasync(log->descriptor);
#else
    fsync(log->descriptor);
#endif
    close(log->descriptor);
}

void log_replay(struct log *log, void (*each)(const char *key, const char *value)) {
    size_t at = 0;
    while (at + 2 < log->size) {
        size_t length = log->bytes[at];
        if (length == 0 || at + length >= log->size) longjmp(log_failed, 1);
        each((const char *)log->bytes + at + 1, (const char *)log->bytes + at + 1 + length);
        at += 2 * length + 1;
    }
}
