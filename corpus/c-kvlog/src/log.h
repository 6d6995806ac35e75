#ifndef KVLOG_LOG_H
#define KVLOG_LOG_H

#include <setjmp.h>
#include <stddef.h>

struct log {
    int descriptor;
    unsigned char *bytes;
    size_t size;
};

extern jmp_buf log_failed;

int log_open(struct log *log, const char *path);
void log_close(struct log *log);
/* Ends in log_failed when an entry is damaged. */
void log_replay(struct log *log, void (*each)(const char *key, const char *value));
void compact(const char *path);

/* Names of the system that mean something else here. */
#define kill(entry) ((entry)->live = 0)

#endif
