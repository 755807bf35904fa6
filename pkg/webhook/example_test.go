package webhook_test

import (
	"fmt"
	"net/http/httptest"
	"time"

	"makcomblang.id/pkg/webhook"
)

// A receiver verifies the bytes as they came and only then parses them. While a
// secret is being replaced it trusts the old and the new one.
func ExampleVerify() {
	current, err := webhook.ParseSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if err != nil {
		fmt.Println(err)
		return
	}
	now := time.Unix(1614265330, 0)

	// the sender's side
	body := []byte(`{"type":"match.agreed.v1"}`)
	signature, err := webhook.Sign([]webhook.Secret{current}, "fact-1", now, body)
	if err != nil {
		fmt.Println(err)
		return
	}
	request := httptest.NewRequest("POST", "/hooks", nil)
	webhook.SetHeaders(request.Header, "fact-1", now, signature)

	// the receiver's side; now is time.Now() there
	trusted := []webhook.Secret{current}
	fmt.Println(webhook.Verify(trusted, request.Header, body, now, webhook.DefaultTolerance))
	fmt.Println(webhook.Verify(trusted, request.Header, []byte("forged"), now, webhook.DefaultTolerance))
	fmt.Println(webhook.Verify(trusted, request.Header, body, now.Add(time.Hour), webhook.DefaultTolerance))
	fmt.Println(current)
	// Output:
	// <nil>
	// webhook: no signature matches
	// webhook: the timestamp is outside the tolerance
	// whsec_(masked)
}
