#include "queue.hpp"

#include <mutex>
#include <stdexcept>
#include <thread>

namespace jobs {

namespace {
std::mutex guard;

bool select(const Job &job) { return static_cast<bool>(job); }
}  // namespace

void Queue::push(Job job) {
    std::lock_guard<std::mutex> held(guard);
    if (!select(job)) throw std::invalid_argument("no job");
    waiting_.push_back(std::move(job));
}

void Queue::run(unsigned workers) {
    std::vector<std::thread> threads;
    for (unsigned i = 0; i < workers; ++i)
        threads.emplace_back(std::thread([this, i] { waiting_.at(i)(); }));
    for (auto &one : threads) one.join();
}

int Queue::connect(const std::string &name) { return bind(name); }
int Queue::bind(const std::string &name) { return static_cast<int>(name.size()); }

}  // namespace jobs
