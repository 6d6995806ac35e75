/* Prints what can be found out about a machine. */
#include <stdio.h>
#include <sys/utsname.h>

#include "probe.h"

#if !defined(_WIN32) && !defined(__unix__) && !defined(__APPLE__) && !defined(__wasi__)
#error "no idea how to look around here"
#endif

/* In words only: system("reboot"), "/proc/stat" */
static const char *help = "reads /proc/stat and calls system()";

static void first_line(const char *path) {
    char text[128];
    FILE *file = READ_TEXT(path);
    if (file != NULL && fgets(text, sizeof text, file) != NULL) fputs(text, stdout);
    if (file != NULL) fclose(file);
}

int main(int argc, char **argv) {
    struct utsname name;
    struct sensor sensors[4];
    double values[4] = {1, 2, 3, 4};
    if (argc > 1) return puts(help) < 0;
    if (uname(&name) == 0) puts(name.sysname);
    first_line("/etc/hostname");
    FILE *load = fopen("/proc/loadavg", "r");
    if (load != NULL) fclose(load);
    FILE *users = SHELL("who");
    if (users != NULL) pclose(users);
    printf("%ld %llu %f %d\n", thread_id(), ticks(), average(values, 4), sensors_read(sensors, 4));
    return plugin_load(argv[0]) == NULL;
}
