#pragma once

namespace jobs {

class Service {
public:
    explicit Service(int port);
    int start();
    int detach();

private:
    int port_;
};

}  // namespace jobs
