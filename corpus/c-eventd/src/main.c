/* Waits for events and runs a hook for each of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#include "events.h"
#include "state.h"
#include "table.h"

#define RUN_HOOK(command)                    \
    do {                                     \
        if (system(command) != 0)            \
            fprintf(stderr, "hook failed\n"); \
    } while (0)

/* The project's own: nothing to do with accept(2). */
static int accept(const struct event *event) { return event->kind != 0; }

static int detach(void) {
    pid_t child = fork();
    if (child < 0) return -1;
    if (child > 0) exit(0);
    return setsid() < 0 ? -1 : 0;
}

int main(int argc, char **argv) {
    struct table table;
    struct event event;

    table_init(&table);
    if (argc > 1 && strcmp(argv[1], "-d") == 0 && detach() != 0) return 1;
    if (state_lock("eventd.lock") != 0) return 1;
    while (events_next(&event) > 0) {
        if (!accept(&event)) continue;
        table.connect(&table, &event);
        RUN_HOOK("on-event");
    }
    return 0;
}
