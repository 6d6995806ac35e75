#include "store.hpp"

#include <cstdio>
#include <cstdlib>
#include <fstream>

namespace jobs {

std::string where() {
    const char *home = std::getenv("HOME");
    return home ? std::string(home) + "/.jobs" : "/dev/shm/jobs";
}

int remember(const std::string &line) {
    std::ofstream(where(), std::ios::app) << line << '\n';
    return std::rename((where() + ".new").c_str(), where().c_str());
}

}  // namespace jobs
