#include "service.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <sys/socket.h>
#include <unistd.h>

namespace jobs {

namespace {
void stop(int) { ::_exit(0); }
}  // namespace

Service::Service(int port) : port_(port) {}

int Service::start() {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<uint16_t>(port_));
    std::signal(SIGTERM, stop);
    int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    if (::bind(descriptor, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0) return -1;
    return ::listen(descriptor, 8);
}

int Service::detach() { return daemon(0, 0); }

}  // namespace jobs
