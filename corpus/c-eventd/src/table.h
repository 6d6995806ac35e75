#ifndef TABLE_H
#define TABLE_H

#include "events.h"

struct table {
    int count;
    void (*connect)(struct table *table, const struct event *event);
};

void table_init(struct table *table);

#endif
