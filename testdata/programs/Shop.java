import java.util.*;
import java.util.concurrent.*;
import java.util.stream.*;
public class Shop {
    static volatile long sum;
    interface Step {
        void go();
    }
    static void price(int n) {
        while (true) {
            sum += IntStream.range(0, n)
                       .mapToObj(i -> "x" + i)
                       .filter(s -> s.hashCode() % 3 == 0)
                       .count();
        }
    }
    public static void main(String[] a) throws Exception {
        Step s = () -> price(5000);
        for (int i = 0; i < 2; i++) {
            Thread t = new Thread(s::go, "pricer-" + i);
            t.start();
        }
        Thread d = new Thread(() -> {
            try {
                new java.net.ServerSocket(0).accept();
            } catch (Exception e) {
            }
        }, "door keeper");
        d.setDaemon(true);
        d.start();
        ExecutorService e = Executors.newFixedThreadPool(2);
        e.submit(() -> {
            try {
                Thread.sleep(100000);
            } catch (InterruptedException x) {
            }
        });
        Object lock = new Object();
        synchronized (lock) { Thread b = new Thread(() -> { synchronized (lock) { price(1);
        }
    }, "blocked one");
    b.start();
    Thread.sleep(3000000);
}
}
}
