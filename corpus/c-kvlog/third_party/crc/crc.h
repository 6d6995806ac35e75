#ifndef CRC_H
#define CRC_H
unsigned crc(const unsigned char *data, unsigned size);
#endif
