#pragma once

#include <functional>
#include <string>
#include <vector>

namespace jobs {

using Job = std::function<void()>;

class Queue {
public:
    void push(Job job);
    void run(unsigned workers);
    // Names of the C library that are methods here.
    int connect(const std::string &name);
    int listen() { return connect("all"); }

private:
    int bind(const std::string &name);
    std::vector<Job> waiting_;
};

}  // namespace jobs
