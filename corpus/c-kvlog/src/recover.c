#include "log.h"

struct entry {
    int live;
};

/* `kill` is the macro of log.h, `wait` and `signal` are members. */
struct recovery {
    int (*wait)(struct entry *entry);
    int signal;
};

int recover(struct recovery *recovery, struct entry *entry);

int recover(struct recovery *recovery, struct entry *entry) {
    if (recovery->signal) kill(entry);
    return recovery->wait(entry);
}
