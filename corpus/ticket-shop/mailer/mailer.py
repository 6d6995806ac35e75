"""Sends a mail for every ticket, through the mail program of the machine."""

import os
import subprocess
import sys
import threading

SENDER = "/usr/sbin/sendmail"


def send(address, text):
    """Hand one mail over."""
    subprocess.run([SENDER, address], input=text, text=True, check=True)


def watch(queue):
    """Send until there is nothing left."""
    while queue:
        send(*queue.pop())


def main():
    """Start as many senders as there are processors, each a process of its own."""
    for _ in range(os.cpu_count() or 1):
        if os.fork() == 0:
            threading.Thread(target=watch, args=([],)).start()
            sys.exit(0)
    os.wait()


if __name__ == "__main__":
    main()
