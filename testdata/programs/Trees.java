// Recursion, lambdas, streams and regular expressions in Java, for a JIT map.
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

public class Trees {
	private static final Pattern WORD = Pattern.compile("(\\w+)-(\\d+);?");

	static final class Node<T extends Comparable<T>> {
		final T value;
		Node<T> left, right;

		Node(T value) {
			this.value = value;
		}

		void insert(T other) {
			if (other.compareTo(value) < 0) {
				if (left == null)
					left = new Node<>(other);
				else
					left.insert(other);
			} else {
				if (right == null)
					right = new Node<>(other);
				else
					right.insert(other);
			}
		}

		int depth() {
			return 1 + Math.max(left == null ? 0 : left.depth(), right == null ? 0 : right.depth());
		}
	}

	static int grow(int seed, IntUnaryOperator step) {
		Node<String> root = new Node<>("value-5000");

		for (int i = 0, n = seed; i < 400; i++, n = step.applyAsInt(n))
			root.insert("value-" + (n & 8191));
		return root.depth();
	}

	static int match(String text) {
		var matcher = WORD.matcher(text);
		int n = 0;

		while (matcher.find())
			n += matcher.group(2).length();
		return n;
	}

	static int round(int seed) {
		List<String> names = IntStream.range(0, 300).mapToObj(i -> "name-" + i * seed % 977)
				.sorted().collect(Collectors.toCollection(ArrayList::new));
		TreeMap<Integer, Long> lengths = names.stream()
				.collect(Collectors.groupingBy(String::length, TreeMap::new, Collectors.counting()));

		return grow(seed, n -> n * 1103515245 + 12345) + match(String.join(";", names)) + lengths.size();
	}

	public static void main(String[] arguments) {
		long end = System.currentTimeMillis() + 1500, sum = 0;

		for (int i = 1; System.currentTimeMillis() < end; i++)
			sum += round(i);
		System.out.println(sum > 0);
	}
}
