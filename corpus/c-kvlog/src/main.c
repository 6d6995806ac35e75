#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "log.h"

#include <stdio.h>
#include <stdlib.h>
#ifdef HAVE_RUSAGE
#include <sys/resource.h>
#endif

#ifdef HAVE_SECURE_GETENV
#define ENVIRONMENT secure_getenv
#else
#define ENVIRONMENT getenv
#endif

static void show(const char *key, const char *value) { printf("%s=%s\n", key, value); }

static void usage(void) {
#ifdef HAVE_RUSAGE
    struct rusage used;
    if (getrusage(RUSAGE_SELF, &used) == 0)
        fprintf(stderr, "%ld s\n", (long)used.ru_utime.tv_sec);
#endif
}

int main(void) {
    struct log log;
    const char *path = ENVIRONMENT("KVLOG");
    if (path == NULL || log_open(&log, path) != 0) return 1;
    if (setjmp(log_failed) == 0) log_replay(&log, show);
    usage();
    compact(path);
    log_close(&log);
    return 0;
}
