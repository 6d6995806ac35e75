#ifndef EVENTS_H
#define EVENTS_H

struct event {
    int kind;
};

int events_next(struct event *event);

#endif
