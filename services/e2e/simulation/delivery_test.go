package simulation

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"makcomblang.id/services/subscriptions/endpoint"
)

// attempt is one delivery as the receiver and the sender's clock saw it.
type attempt struct {
	at, due time.Time
	answer  endpoint.Answer
}

// deliver follows the real schedule for one delivery against a receiver whose answers come from the seed, with a sender
// that crashes between the answer and the note of it, so that an attempt is made again.
func deliver(c *chance) (attempts []attempt, delivered bool) {
	due := time.Now()
	for n := 1; ; {
		pass(time.Until(due))
		c.delay(500) // late is allowed, early is not
		a := receiver(c)
		attempts = append(attempts, attempt{at: time.Now(), due: due, answer: a})
		if c.percent(5) {
			pass(10 * time.Second) // the sender died; the queue hands the same attempt out again
			continue
		}
		switch endpoint.Judge(a) {
		case endpoint.Delivered:
			return attempts, true
		case endpoint.Stop:
			return attempts, false
		}
		next, more := endpoint.Due(n, a, time.Now(), float64(c.n(1000))/1000)
		if !more {
			return attempts, false
		}
		due, n = next, n+1
	}
}

func receiver(c *chance) endpoint.Answer {
	switch c.n(12) {
	case 0:
		return endpoint.Answer{Status: 204}
	case 1:
		return endpoint.Answer{Status: 429, RetryAfter: fmt.Sprint(c.n(200_000))}
	case 2:
		return endpoint.Answer{Status: 503, RetryAfter: time.Now().Add(time.Duration(c.n(100)) * time.Hour).UTC().Format(time.RFC1123)}
	case 3:
		return endpoint.Answer{TimedOut: true}
	case 4:
		return endpoint.Answer{Status: 302}
	case 5:
		return endpoint.Answer{Status: 503, RetryAfter: "soon"}
	case 6:
		if c.percent(20) {
			return endpoint.Answer{Status: 410}
		}
	}
	return endpoint.Answer{Status: 500}
}

func checkDelivery(attempts []attempt, delivered bool) (wrong []string) {
	for i, a := range attempts {
		if a.at.Before(a.due) {
			wrong = append(wrong, fmt.Sprintf("attempt %d came before it was due", i+1))
		}
		if i > 0 && a.due.After(attempts[i-1].due) && a.due.Sub(attempts[i-1].at) > endpoint.MaxRetryAfter*11/10+time.Minute {
			wrong = append(wrong, fmt.Sprintf("attempt %d was put off for %v", i+1, a.due.Sub(attempts[i-1].at)))
		}
	}
	last := attempts[len(attempts)-1].answer
	whole := attempts[len(attempts)-1].at.Sub(attempts[0].at)
	switch {
	case delivered && endpoint.Judge(last) != endpoint.Delivered:
		wrong = append(wrong, "it was taken for delivered and was not")
	case !delivered && last.Status != 410 && len(attempts) < endpoint.MaxAttempts:
		wrong = append(wrong, fmt.Sprintf("it was given up after %d attempts", len(attempts)))
	case !delivered && last.Status != 410 && whole < 75*time.Hour:
		wrong = append(wrong, fmt.Sprintf("it was given up after %v", whole))
	}
	return wrong
}

func TestDeliveries(t *testing.T) {
	t.Parallel()
	for _, seed := range seeds(t, 3000) {
		var wrong []string
		synctest.Test(t, func(*testing.T) {
			wrong = checkDelivery(deliver(&chance{rng: rand.New(rand.NewPCG(seed, 7))}))
		})
		if wrong != nil {
			t.Fatalf("delivery %d: %s; look at it again with SIMULATION_SEED=%d", seed, strings.Join(wrong, "; "), seed)
		}
	}
}
