#include <poll.h>

int events_next(struct event *event) {
    struct pollfd watched = {0, POLLIN, 0};
    if (poll(&watched, 1, -1) < 0) return -1;
    event->kind = watched.revents;
    return 1;
}
