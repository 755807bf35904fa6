package main

import (
	"context"
	"math"
	"runtime"
	"syscall"
	"time"

	"makcomblang.id/pkg/matching/solve"
)

// processor is the processor time of this process in milliseconds, all threads.
func processor() float64 {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return float64(u.Utime.Nano()+u.Stime.Nano()) / 1e6
}

// cold takes the least processor time of some solves from nothing, each after a collection of garbage. What takes
// less than a few milliseconds is repeated within one measurement.
func (b *bench) cold(p *solve.Problem) (result *solve.Result, ms, total float64, err error) {
	ms = math.Inf(1)
	matrix := float64(4 * len(p.Scores))
	repeat := 1
	if len(p.Scores) < 1<<18 {
		repeat = 20
	}
	for began, k := time.Now(), 0; k < b.times || (k < 20 && time.Since(began) < time.Duration(b.times)*200*time.Millisecond); k++ {
		var before, after runtime.MemStats
		runtime.GC()
		runtime.ReadMemStats(&before)
		start := processor()
		for range repeat {
			if result, err = solve.Solve(context.Background(), p, solve.Options{}); err != nil {
				return nil, 0, 0, err
			}
		}
		ms = min(ms, (processor()-start)/float64(repeat))
		runtime.ReadMemStats(&after)
		total = 1 + float64(after.TotalAlloc-before.TotalAlloc)/matrix/float64(repeat)
	}
	return result, ms, total, nil
}
