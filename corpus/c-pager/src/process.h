#ifndef PAGER_PROCESS_H
#define PAGER_PROCESS_H

/* Hands a command to the shell; its exit code. */
int process_run(const char *command);
int process_id(void);

#endif
