# Calls and loops in Python, for recordings of an interpreter.
def is_prime(number, primes):
    for prime in primes:
        if prime * prime > number:
            return True
        if number % prime == 0:
            return False
    return True


def find_primes(limit):
    primes = []
    for number in range(2, limit):
        if is_prime(number, primes):
            primes.append(number)
    return primes


print(sum(len(find_primes(4000)) for _ in range(300)))
