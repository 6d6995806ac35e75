#include "service.hpp"

#include <winsock2.h>

namespace jobs {

Service::Service(int port) : port_(port) {}
int Service::start() { return ::WSAStartup(2, nullptr) + port_; }
int Service::detach() { return ::system("sc start jobs"); }

}  // namespace jobs
