import faulthandler, threading, time, sys
class Shop:
    def price(self, n):
        return sum(x * x for x in range(n))
def worker():
    s = Shop()
    while True: s.price(2000)
def waiter(e): e.wait()
threading.Thread(target=worker, name="w1", daemon=True).start()
threading.Thread(target=waiter, args=(threading.Event(),), daemon=True).start()
f = open("dumps.txt", "w")
for i in range(3):
    time.sleep(0.05); faulthandler.dump_traceback(file=f, all_threads=True); f.flush()
faulthandler.dump_traceback_later(0.05, file=f); time.sleep(0.1)
f.close()
