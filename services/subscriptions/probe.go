package subscriptions

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/hex"
	"encoding/json"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/subscriptions/endpoint"
)

// Types of the two documents that are sent on request and stand in no log.
const (
	testType      = "endpoint.test.v1"
	challengeType = webhook.ChallengeType

	probeEvery = 6 * time.Second
	probeBurst = 10
)

// probed is what a test or a challenge came to.
type probed struct {
	Delivery string `json:"delivery" doc:"The webhook-id that was sent."`
	Status   int    `json:"status,omitempty" doc:"HTTP status of the answer; absent if there was none."`
	MS       int64  `json:"ms" doc:"How long the answer took, in milliseconds."`
	OK       bool   `json:"ok" doc:"Whether it counts as success."`
	Error    string `json:"error,omitempty" doc:"Why there was no answer, in a word."`
	Answer   string `json:"answer,omitempty" doc:"Beginning of the answer, at most 2 KiB."`
}

// probes bounds how often a holder has something sent on request: the two routes would otherwise let anybody with a key
// knock at any door in our name.
type probes struct {
	mu      sync.Mutex
	holders map[string]*rate.Limiter
}

func (x *probes) allow(owner string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.holders == nil {
		x.holders = make(map[string]*rate.Limiter)
	}
	l := x.holders[owner]
	if l == nil {
		l = rate.NewLimiter(rate.Every(probeEvery), probeBurst)
		x.holders[owner] = l
	}
	if l.Allow() {
		return nil
	}
	return &fault.Error{
		Kind: fault.KindRateLimited, Code: "endpoint.probes", RetryAfter: probeEvery,
		Message: "Tests and challenges are sent ten times a minute at most.",
	}
}

// probe sends one document of our own to an endpoint, by the same way, guard and signature as a delivery.
func (s *Service) probe(ctx context.Context, id string, st endpoint.State, typ string, data any) (probed, result, error) {
	if !st.Local || typ != challengeType { // a challenge on this machine knocks at no stranger's door
		if err := s.probes.allow(st.Owner); err != nil {
			return probed{}, result{}, err
		}
	}
	nonce := make([]byte, 10)
	if _, err := rand.Read(nonce); err != nil {
		return probed{}, result{}, err
	}
	raw, err := json.Marshal(data)
	if err != nil {
		return probed{}, result{}, err
	}
	webhookID := "t-" + hex.EncodeToString(nonce)
	doc := event.Fact{
		ID: webhookID, Source: s.opt.Source, Type: typ, Subject: id, Time: s.opt.Now().UTC(),
		Actor: selfActor, Version: 1, Data: raw,
	}.Encode()
	r := s.send(ctx, id, st, webhookID, doc)
	return probed{
		Delivery: webhookID, Status: r.Status, MS: r.Took.Milliseconds(), Error: r.Error, Answer: r.Body,
		OK: endpoint.Judge(r.Answer) == endpoint.Delivered,
	}, r, nil
}

// test sends a test event.
func (s *Service) test(ctx context.Context, id string, st endpoint.State) (probed, error) {
	out, _, err := s.probe(ctx, id, st, testType, map[string]string{"note": "A test. Nothing happened."})
	return out, err
}

// challenge asks a place to prove that it wants deliveries: it has to answer 2xx with the challenge that it was sent. A
// status alone is no consent; many places answer 200 to anything.
func (s *Service) challenge(ctx context.Context, id string, st endpoint.State) error {
	raw := make([]byte, 16)
	if _, err := rand.Read(raw); err != nil {
		return err
	}
	want := hex.EncodeToString(raw)
	out, r, err := s.probe(ctx, id, st, challengeType, map[string]string{"challenge": want})
	if err != nil {
		return err
	}
	var got struct {
		Challenge string `json:"challenge"`
	}
	_ = json.Unmarshal([]byte(r.Body), &got) // what is no JSON holds no challenge
	if out.OK && subtle.ConstantTimeCompare([]byte(got.Challenge), []byte(want)) == 1 {
		return nil
	}
	refusal := fault.Conflictf("endpoint.challenge", "The place did not prove that it wants deliveries: it has to answer the signed "+
		"%s with status 2xx and a JSON body that holds the same challenge.", challengeType)
	return refusal.With("answer", r.word())
}
