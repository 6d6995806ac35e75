#include "table.h"

static void connect_event(struct table *table, const struct event *event) {
    table->count += event->kind;
}

void table_init(struct table *table) {
    table->count = 0;
    table->connect = connect_event;
}
