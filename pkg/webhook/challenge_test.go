package webhook_test

import (
	"testing"

	"makcomblang.id/pkg/webhook"
)

func TestAnswerChallenge(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"type":"endpoint.challenge.v1","data":{"challenge":"a\"b"}}`: `{"challenge":"a\"b"}`,
		`{"type":"endpoint.challenge.v1","data":{}}`:                   "",
		`{"type":"need.answered.v1","data":{"challenge":"ab"}}`:        "",
		`[]`: "", `x`: "", ``: "",
	} {
		got, ok := webhook.AnswerChallenge([]byte(body))
		if string(got) != want || ok != (want != "") {
			t.Errorf("%s: got %s, %v", body, got, ok)
		}
	}
}
