#pragma once

#include <string>

namespace jobs {
int remember(const std::string &line);
std::string where();
}  // namespace jobs
