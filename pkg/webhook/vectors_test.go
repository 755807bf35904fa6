package webhook_test

import (
	"net/http"
	"testing"
	"time"

	"makcomblang.id/pkg/webhook"
)

// The vectors of the reference libraries of Standard Webhooks.
const (
	vectorID      = "msg_p5jXN8AQM9LWM0D4loKWxJek"
	vectorSeconds = 1614265330
	vectorBody    = `{"test": 2432232314}`

	vectorSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	vectorV1     = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

	vectorKey = "whsk_VEVTVFNJR05JTkdLRVlET05PVFVTRVRISVNGT1JBTlk="
	vectorV1a = "v1a,tQ9V2XOqn7jL/DQenEFpqIugdBVtiMmER5mhSkXBNwM0mkATuDe6KYYUuxqtaiHeYGb7KaaBRdM5WqyeFiL8Ag=="

	otherV1 = "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
)

func TestSpecificationVectors(t *testing.T) {
	t.Parallel()
	now := time.Unix(vectorSeconds, 0)
	secret := mustSecret(t, vectorSecret)
	if got, err := webhook.Sign([]webhook.Secret{secret}, vectorID, now, []byte(vectorBody)); err != nil || got != vectorV1 {
		t.Errorf("v1: got %q, %v", got, err)
	}
	key, err := webhook.ParsePrivateKey(vectorKey)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := webhook.SignV1a([]webhook.PrivateKey{key}, vectorID, now, []byte(vectorBody)); err != nil || got != vectorV1a {
		t.Errorf("v1a: got %q, %v", got, err)
	}

	// Receivers pass over signatures they cannot use, of both schemes.
	list := otherV1 + " v2,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= " + vectorV1a + " v1a, " + vectorV1 + " " + otherV1
	header := http.Header{}
	webhook.SetHeaders(header, vectorID, now, list)
	if err := webhook.Verify([]webhook.Secret{secret}, header, []byte(vectorBody), now, 0); err != nil {
		t.Errorf("v1 in a list: %v", err)
	}
	if err := webhook.VerifyV1a([]webhook.PublicKey{key.Public()}, header, []byte(vectorBody), now, 0); err != nil {
		t.Errorf("v1a in a list: %v", err)
	}
}

func mustSecret(t testing.TB, text string) webhook.Secret {
	t.Helper()
	s, err := webhook.ParseSecret(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
