// Burns CPU in two threads, allocates, waits for locks: for Java Flight Recorder.
import java.util.*;
import java.util.concurrent.locks.LockSupport;
import java.util.function.*;
import java.util.stream.*;

public class Shop {
	static final Object LOCK = new Object();
	static volatile long sink;

	static class Order implements Comparable<Order> {
		final String name; final int price;
		Order(String name, int price) { this.name = name; this.price = price; }
		public int compareTo(Order other) { return Integer.compare(price, other.price); }
	}

	static List<Order> fill(int count) {
		List<Order> orders = new ArrayList<>();
		for (int i = 0; i < count; i++) orders.add(new Order("order " + i, i * 7919 % 1000));
		return orders;
	}

	static long sum(List<Order> orders) {
		return orders.stream().filter(o -> o.price % 3 != 0).mapToLong(o -> (long) Math.sqrt(o.price) * o.name.length()).sum();
	}

	static void locked() {
		synchronized (LOCK) {
			long until = System.nanoTime() + 30_000_000;
			while (System.nanoTime() < until) sink++;
		}
	}

	static void work(long millis) {
		long until = System.currentTimeMillis() + millis;
		IntUnaryOperator square = x -> x * x;
		while (System.currentTimeMillis() < until) {
			List<Order> orders = fill(20000);
			Collections.sort(orders);
			sink += sum(orders) + square.applyAsInt(orders.size());
			locked();
			LockSupport.parkNanos(25_000_000);
		}
	}

	public static void main(String[] arguments) throws Exception {
		long millis = Long.parseLong(arguments[0]);
		Thread other = new Thread(() -> work(millis), "other worker");
		other.start();
		work(millis);
		other.join();
		synchronized (LOCK) { LOCK.wait(50); }
	}
}
