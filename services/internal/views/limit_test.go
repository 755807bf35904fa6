package views_test

import (
	"testing"
	"time"
)

func TestLimiterIsShared(t *testing.T) {
	t.Parallel()
	address := startRedis(t)
	a, b := openRedis(t, address).NewLimiter(), openRedis(t, address).NewLimiter()
	for n := range 6 {
		l := a
		if n%2 == 1 {
			l = b
		}
		ok, remaining, wait, err := l.Take(t.Context(), "192.0.2.1", 0.01, 4)
		if err != nil || ok != (n < 4) || remaining != max(0, 3-n) || (wait > 0) != (n >= 4) || wait > 100*time.Second {
			t.Errorf("take %d: got %v, %d, %v, %v", n+1, ok, remaining, wait, err)
		}
	}
	if ok, _, _, err := b.Take(t.Context(), "192.0.2.2", 0.01, 4); err != nil || !ok {
		t.Errorf("another caller: got %v, %v", ok, err)
	}
}
