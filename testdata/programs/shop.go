// Sorts and sums the orders of a shop: closures, generics, methods, labels. Writes cpu.pb.gz and heap.pb.gz.
package main

import (
	"context"
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"sort"
	"strings"
	"time"
)

type Number interface{ ~int | ~float64 }

func Sum[T Number](items []T) (sum T) {
	for _, x := range items {
		sum += x
	}
	return
}

func Map[T, U any](items []T, f func(T) U) []U {
	out := make([]U, 0, len(items))
	for _, x := range items {
		out = append(out, f(x))
	}
	return out
}

type Order struct {
	Name  string
	Price float64
}

type Shop struct{ orders []*Order }

func (s *Shop) Fill(n int) {
	for i := 0; i < n; i++ {
		s.orders = append(s.orders, &Order{strings.Repeat("x", i%50), float64(i * 7919 % 1000)})
	}
}

func (s *Shop) Sort() {
	sort.Slice(s.orders, func(i, j int) bool { return s.orders[i].Price < s.orders[j].Price })
}

func (s *Shop) Total() float64 {
	return Sum(Map(s.orders, func(o *Order) float64 { return o.Price + float64(len(o.Name)) }))
}

var kept []*Shop

func work(until time.Time) (total float64) {
	for time.Now().Before(until) {
		shop := &Shop{}
		shop.Fill(20000)
		shop.Sort()
		total += shop.Total()
		if len(kept) < 4 {
			kept = append(kept, shop)
		}
	}
	return
}

func main() {
	runtime.MemProfileRate = 64 << 10
	cpu, _ := os.Create("cpu.pb.gz")
	pprof.StartCPUProfile(cpu)
	done := make(chan float64)
	for _, worker := range []string{"one", "two"} {
		go pprof.Do(context.Background(), pprof.Labels("worker", worker), func(context.Context) {
			done <- work(time.Now().Add(1500 * time.Millisecond))
		})
	}
	fmt.Println(<-done + <-done)
	pprof.StopCPUProfile()
	cpu.Close()
	heap, _ := os.Create("heap.pb.gz")
	pprof.Lookup("heap").WriteTo(heap, 0)
	heap.Close()
}
