#include "process.h"

#include <process.h>
#include <stdlib.h>

int process_run(const char *command) { return system(command); }
int process_id(void) { return getpid(); }
