import json, threading, time


class Shop:
    def price(self, n):
        return sum(x * x for x in range(n))

    def fill(self):
        return [json.dumps({"a": i}) for i in range(200)]


def worker(shop, until):
    while time.time() < until:
        shop.price(2000)


def main():
    shop = Shop()
    until = time.time() + 0.7
    thread = threading.Thread(target=worker, args=(shop, until))
    thread.start()
    kept = []
    while time.time() < until:
        kept.append(shop.fill())
        time.sleep(0.01)
    thread.join()


main()
