<?php
function fib(int $n): int { return $n < 2 ? $n : fib($n - 1) + fib($n - 2); }
class Work {
	public static function spin(int $rounds): int {
		$x = 1;
		for ($i = 0; $i < $rounds; $i++)
			$x = ($x * 1664525 + 1013904223) & 0xffffffff;
		return $x;
	}
	public function names(array $list): array { return array_map(fn($s) => strtoupper($s), $list); }
}
fib(5);
Work::spin(200000);
(new Work)->names(["a", "b"]);
