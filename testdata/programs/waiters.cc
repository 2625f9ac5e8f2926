#include <condition_variable>
#include <functional>
#include <mutex>
#include <pthread.h>
#include <thread>
#include <unistd.h>
#include <vector>
namespace shop {
template <class T> struct Queue {
    std::mutex m;
    std::condition_variable c;
    std::vector<T> v;
    void wait_for(int a, const char *why) {
        std::unique_lock<std::mutex> l(m);
        c.wait(l, [&] { return !v.empty(); });
    }
};
static inline __attribute__((always_inline)) int spin(volatile int *n) {
    while (*n)
        (*n)++;
    return *n;
}
struct Worker {
    Queue<std::pair<int, int>> q;
    void operator()(int id, const char *name) {
        if (id % 2)
            q.wait_for(id, "a (b");
        else {
            volatile int n = 1;
            spin(&n);
        }
    }
};
} // namespace shop
int main(int argc, char **argv) {
    shop::Worker w;
    std::vector<std::thread> t;
    std::function<void(int)> f = [&](int i) { w(i, "x; y"); };
    for (int i = 0; i < 3; i++)
        t.emplace_back([&f, i] {
            pthread_setname_np(pthread_self(), i % 2 ? "waiter" : "a spinner");
            f(i);
        });
    sleep(1000);
}
