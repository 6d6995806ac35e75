#include "probe.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

static int nap(int descriptor) {
    char bytes[8];
    int waiting = 0;
    if (ioctl(descriptor, FIONREAD, &waiting) != 0) return -1;
    return (int)read(descriptor, bytes, sizeof bytes);
}

int sensors_read(struct sensor *sensors, int count) {
    int descriptor = open("/dev/hwmon0", O_RDONLY);
    for (int i = 0; i < count; i++) {
        sensors[i].open = nap;
        sensors[i].value = sensors[i].open("/sys/class/hwmon");
    }
    return descriptor < 0 ? 0 : close(descriptor);
}
