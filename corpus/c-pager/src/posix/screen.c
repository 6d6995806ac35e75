/* Included by ../screen.c. */
#include <signal.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

static struct termios before;

static void resized(int number) { (void)number; }

void screen_open(void) {
    struct termios raw;
    tcgetattr(0, &before);
    raw = before;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    tcsetattr(0, TCSANOW, &raw);
    signal(SIGWINCH, resized);
}

void screen_close(void) { tcsetattr(0, TCSANOW, &before); }

struct size screen_size(void) {
    struct winsize found;
    if (ioctl(1, TIOCGWINSZ, &found) != 0) return (struct size){24, 80};
    return (struct size){found.ws_row, found.ws_col};
}
