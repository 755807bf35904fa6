package subscriptions

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"net/http"
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/subscription"
)

// bounceSum is how many bytes of the signature an address has room for: it stands before the @ with the id.
const bounceSum = 10

type bounceInput struct {
	Body struct {
		ReturnPath string `json:"return_path" maxLength:"254" doc:"The address that the report came to: the mailbox for bounces with a token behind its plus."`
		Status     string `json:"status" maxLength:"20" doc:"Enhanced status of the failed delivery, such as 5.1.1 (RFC 3463)."`
	}
}

// bounceTaken is what a report of a bounce came to.
type bounceTaken struct {
	Paused bool   `json:"paused" doc:"Whether mails to the address are stopped now."`
	Why    string `json:"why,omitempty" enum:"not-the-address,ended" doc:"Why the report stops nothing: the status says nothing about the address, or the subscription had ended."`
}

func (s *Service) bounceRoutes(site *web.Site) {
	route := op(http.MethodPost, "/mail/bounces", "report-bounce", "A mail came back later: stop mails to its address", policy.BounceWrite)
	route.Tag = readerTag
	web.Command(site, route.Gives(bounceTaken{}), s.postBounce)
}

// bounceToken stands in the address that a mail's bounce comes back to. It is signed, so that only who got the mail, or
// its bounce, can say that it bounced. Relays may change the case of letters, so it has none.
func bounceToken(key []byte, id string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("bounce\n" + id))
	sum := base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(mac.Sum(nil)[:bounceSum])
	return id + "-" + strings.ToLower(sum)
}

func (s *Service) postBounce(ctx context.Context, who web.Caller, in *bounceInput) (*web.Done, error) {
	if err := who.Allow(policy.BounceWrite, policy.Object{}); err != nil {
		return nil, err
	}
	key, err := s.linkKey(ctx)
	if err != nil {
		return nil, err
	}
	token := mailer.ReturnToken(in.Body.ReturnPath)
	id := token[:max(0, strings.LastIndexByte(token, '-'))]
	if id == "" || !hmac.Equal([]byte(token), []byte(bounceToken(key, id))) {
		return nil, fault.Invalid("return_path", "bounce.token", "This is no address that a mail of ours comes back to.",
			"the address of the mailbox for bounces with the token of the mail behind its plus")
	}
	st, version, _ := s.readers.Get(id)
	done := &web.Done{Receipt: eventlog.Receipt{ID: id, Version: version}}
	switch {
	case !mailer.AddressFailed(in.Body.Status):
		done.Result = bounceTaken{Paused: st.Paused != "", Why: "not-the-address"}
		return done, nil
	case !st.Exists():
		done.Result = bounceTaken{Why: "ended"}
		return done, nil
	}
	done.Receipt, err = s.readers.Handle(ctx, who.Command(s.opt.Now()), id, func(st subscription.State, _ uint64) (eventlog.Draft, error) {
		return draft(subscription.Pause(st, subscription.Bounced))
	})
	done.Result = bounceTaken{Paused: true}
	return done, err
}
