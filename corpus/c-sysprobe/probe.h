#ifndef PROBE_H
#define PROBE_H

struct sensor {
    double value;
    int (*open)(const char *name);
};

long thread_id(void);
unsigned long long ticks(void);
double average(const double *values, int count);
int sensors_read(struct sensor *sensors, int count);
void *plugin_load(const char *path);

#define SHELL(line) popen(line, "r")
#define READ_TEXT(path) fopen(path, "r")

#endif
