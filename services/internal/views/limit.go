package views

import (
	"context"
	_ "embed"
	"strconv"
	"time"

	"github.com/redis/go-redis/v9"
)

//go:embed lua/take.lua
var takeScript string

// Limiter counts callers over all processes that share a Redis. A bucket that nobody uses goes by itself.
type Limiter struct {
	redis  *Redis
	script *redis.Script
}

// NewLimiter makes a limiter beside the views.
func (r *Redis) NewLimiter() *Limiter { return &Limiter{redis: r, script: redis.NewScript(takeScript)} }

// Take uses one of the caller's tokens: burst at once, then perSecond. It says how many remain and how long to wait if there
// was none. An error means that Redis is away.
func (l *Limiter) Take(ctx context.Context, caller string, perSecond float64, burst int) (ok bool, remaining int, wait time.Duration, err error) {
	answer, err := l.script.Run(ctx, l.redis.client, []string{l.redis.root + "limit:" + caller}, perSecond, burst).Slice()
	if err != nil || len(answer) != 2 {
		return false, 0, 0, redisAway("take", err)
	}
	taken, _ := answer[0].(int64)
	text, _ := answer[1].(string)
	tokens, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return false, 0, 0, redisAway("take", err)
	}
	if taken == 0 {
		wait = time.Duration((1 - tokens) / perSecond * float64(time.Second))
	}
	return taken == 1, max(0, int(tokens)), wait, nil
}
