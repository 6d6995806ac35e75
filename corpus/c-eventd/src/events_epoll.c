#include <sys/epoll.h>

int events_next(struct event *event) {
    struct epoll_event ready;
    int loop = epoll_create1(0);
    if (epoll_wait(loop, &ready, 1, -1) < 0) return -1;
    event->kind = (int)ready.events;
    return 1;
}
