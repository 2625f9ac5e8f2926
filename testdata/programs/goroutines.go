package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"runtime/pprof"
	"sort"
	"sync"
	"time"
)

type Number interface{ ~int | ~float64 }

func Sum[T Number](xs []T) T {
	var s T
	for _, x := range xs {
		s += x
	}
	return s
}

type Shop struct {
	mu sync.Mutex
	m  map[int]int
}

func (s *Shop) Price(n int) int {
	xs := make([]int, n)
	for i := range xs {
		xs[i] = (i * 7919) % n
	}
	sort.Slice(xs, func(a, b int) bool { return xs[a] < xs[b] })
	return Sum(xs)
}
func main() {
	f, _ := os.Create("cpu.pb.gz")
	pprof.StartCPUProfile(f)
	s := &Shop{m: map[int]int{}}
	var wg sync.WaitGroup
	ch := make(chan int)
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func(id int) {
			defer wg.Done()
			t := time.Now()
			for time.Since(t) < 700*time.Millisecond {
				s.Price(20000)
			}
		}(i)
	}
	go func() { <-ch }()
	s.mu.Lock()
	go func() { s.mu.Lock() }()
	time.Sleep(200 * time.Millisecond)
	g, _ := os.Create("g1.txt")
	pprof.Lookup("goroutine").WriteTo(g, 1)
	g.Close()
	g, _ = os.Create("g2.txt")
	pprof.Lookup("goroutine").WriteTo(g, 2)
	g.Close()
	wg.Wait()
	pprof.StopCPUProfile()
	f.Close()
	debug.SetTraceback("all")
	fmt.Println("x")
	var a []int
	_ = a[len(os.Args)]
}
