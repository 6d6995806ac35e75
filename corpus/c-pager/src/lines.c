#include "lines.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static size_t find(const struct lines *lines, const char *text) {
    for (size_t i = 0; i < lines->count; i++)
        if (strstr(lines->at[i], text) != NULL) return i;
    return lines->count;
}

int lines_read(struct lines *lines, const char *path) {
    char text[4096];
    FILE *file = fopen(path, "r");
    if (file == NULL) return -1;
    lines->at = NULL;
    lines->count = 0;
    lines->index = find;
    while (fgets(text, sizeof text, file) != NULL) {
        char **grown = realloc(lines->at, (lines->count + 1) * sizeof *grown);
        if (grown == NULL) break;
        lines->at = grown;
        lines->at[lines->count++] = strdup(text);
    }
    fclose(file);
    return 0;
}

void lines_free(struct lines *lines) {
    for (size_t i = 0; i < lines->count; i++) free(lines->at[i]);
    free(lines->at);
}
