#include "log.h"

#include <stdlib.h>
#include <sys/types.h>
#include <unistd.h>

void compact(const char *path) {
    pid_t child = fork();
    if (child != 0) return;
    (void)path;
    exit(0);
}
