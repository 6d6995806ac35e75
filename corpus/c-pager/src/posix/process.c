#include "process.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

int process_run(const char *command) {
    int status;
    pid_t child = fork();
    if (child == 0) {
        execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0) return -1;
    return WEXITSTATUS(status);
}

int process_id(void) { return (int)getpid(); }
