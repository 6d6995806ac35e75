#ifndef PAGER_LINES_H
#define PAGER_LINES_H

#include <stddef.h>

struct lines {
    char **at;
    size_t count;
    size_t (*index)(const struct lines *lines, const char *text);
};

/* Reads a file into lines; 0 when it worked. */
int lines_read(struct lines *lines, const char *path);
void lines_free(struct lines *lines);

#endif
