package subscriptions_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"makcomblang.id/services/internal/policy"
)

type shownAttempt struct {
	Status  int               `json:"status"`
	Outcome string            `json:"outcome"`
	Bytes   int               `json:"bytes"`
	Answer  string            `json:"answer"`
	Request map[string]string `json:"request_headers"`
	Headers map[string]string `json:"answer_headers"`
}

func TestAnAttemptShowsBothSidesWithoutSecrets(t *testing.T) {
	t.Parallel()
	s := newSink(t, func(_ int, _ delivery, w http.ResponseWriter) {
		w.Header().Set("Set-Cookie", "session=geheim")
		w.Header().Set("X-Api-Key", "geheim")
		w.Header().Set("X-Long", strings.Repeat("é", 2000))
		for i := range 40 {
			w.Header().Set(fmt.Sprintf("Y-%02d", i), "x")
		}
		_, _ = w.Write([]byte(strings.Repeat("é", 3000)))
	})
	h := newHouse(t)
	e := h.endpoint(s.URL, "")
	who, path := h.As(policy.Integrator, ""), "/api/v1/endpoints/"+e.ID
	who.Post(path+"/headers", `{"headers":{"authorization":"Bearer geheim"}}`, func(r *http.Request) { r.Header.Del("Idempotency-Key") }).Want(200)
	h.need(1)
	d := s.next()
	var list struct {
		Items []shownAttempt `json:"items"`
	}
	var body string
	eventually(t, "the attempt is noted", func() bool {
		r := who.Get(path + "/deliveries").Want(200)
		r.Decode(&list)
		body = string(r.Body)
		return len(list.Items) == 1
	})
	a := list.Items[0]
	want := map[string]string{
		"Authorization": "(masked)", "Content-Type": "application/cloudevents+json", "User-Agent": d.header.Get("User-Agent"),
		"Webhook-Id": d.id, "Webhook-Timestamp": d.header.Get("Webhook-Timestamp"), "Webhook-Signature": "v1,(masked) v1a,(masked)",
	}
	for name, value := range want {
		if a.Request[name] != value {
			t.Errorf("%s: got %q, want %q", name, a.Request[name], value)
		}
	}
	if len(a.Request) != len(want) || a.Bytes != len(d.body) {
		t.Errorf("got %v and %d bytes", a.Request, a.Bytes)
	}
	if a.Headers["Set-Cookie"] != "(masked)" || a.Headers["X-Api-Key"] != "(masked)" || len(a.Headers) != 16 {
		t.Errorf("got %d headers %v, want sixteen and no secret", len(a.Headers), a.Headers)
	}
	if long := a.Headers["X-Long"]; len(long) != 128 || len(a.Answer) != 256 || strings.ContainsRune(long+a.Answer, '\uFFFD') {
		t.Errorf("got a header of %d and an answer of %d bytes, want them cut between characters", len(long), len(a.Answer))
	}
	if strings.Contains(body, "geheim") {
		t.Error("a secret is shown")
	}
}
