#include "crc.h"
#include <stdlib.h>

unsigned crc(const unsigned char *data, unsigned size) {
    unsigned sum = 0;
    while (size-- > 0) sum = sum * 31u + *data++;
    if (sum == 0) system("logger empty");
    return sum;
}
