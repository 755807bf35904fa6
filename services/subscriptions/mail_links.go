package subscriptions

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/subscriptions/subscription"
)

// What a link in a mail can do. A GET shows a page with a button; only a POST acts, so that a program which opens every
// link of a mail changes nothing.
const (
	doConfirm     = "confirm"
	doUnsubscribe = "unsubscribe"
)

const (
	linksName = "mail.links" // in the vault: the key that signs links, which has to outlive rotations of the vault's own
	linkSum   = 18
	doorBody  = 4 << 10
)

// linkKey gives the key that signs links; the first one that asks makes it.
func (s *Service) linkKey(ctx context.Context) ([]byte, error) {
	s.links.Lock()
	defer s.links.Unlock()
	if s.links.key != nil {
		return s.links.key, nil
	}
	key, err := s.vault.Get(ctx, linksName)
	if fault.KindOf(err) == fault.KindNotFound {
		key = make([]byte, 32)
		if _, err = rand.Read(key); err == nil {
			err = s.vault.Create(ctx, linksName, key)
		}
		if fault.KindOf(err) == fault.KindConflict { // another process was faster
			key, err = s.vault.Get(ctx, linksName)
		}
	}
	if err != nil {
		return nil, err
	}
	s.links.key = key
	return key, nil
}

// doorLink is the address of a link for one subscription.
func (s *Service) doorLink(ctx context.Context, action, id string) (string, error) {
	key, err := s.linkKey(ctx)
	if err != nil {
		return "", err
	}
	return s.link("/api/v1/subscriptions/" + action + "/" + id + "." + signLink(key, action, id)), nil
}

func signLink(key []byte, action, id string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(action + "\n" + id))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil)[:linkSum])
}

// opens gives the subscription that a link is for.
func (s *Service) opens(ctx context.Context, action, token string) (string, error) {
	unknown := fault.NotFoundf("link.unknown", "This link is not complete, or is not one of ours.")
	id, sum, ok := strings.Cut(token, ".")
	if !ok {
		return "", unknown
	}
	key, err := s.linkKey(ctx)
	if err != nil {
		return "", err
	}
	if !hmac.Equal([]byte(sum), []byte(signLink(key, action, id))) {
		return "", unknown
	}
	return id, nil
}

func (s *Service) doorRoutes(site *web.Site) {
	for _, action := range []string{doConfirm, doUnsubscribe} {
		summary := map[string]string{
			doConfirm:     "of a mail: the address is right",
			doUnsubscribe: "of a mail: no more of these (RFC 8058 one-click)",
		}[action]
		show := web.Op{
			Method: http.MethodGet, Path: "/subscriptions/" + action + "/{token}", ID: "show-" + action, Tag: tag, Action: policy.PublicRead,
			Public: true, Summary: "Page behind the link " + summary + "; it changes nothing", Raw: web.RawDoc{Types: []string{"text/html"}},
		}
		act := show
		act.Method, act.ID, act.Summary = http.MethodPost, action, "The button behind the link "+summary
		act.NoKey, act.MaxBody = true, doorBody
		web.Raw(site, show, func(ctx context.Context, _ web.Caller, w http.ResponseWriter, r *http.Request) error {
			id, err := s.opens(ctx, action, r.PathValue("token"))
			if err != nil {
				return err
			}
			return s.door(w, r, action, id, false)
		})
		web.Raw(site, act, func(ctx context.Context, _ web.Caller, w http.ResponseWriter, r *http.Request) error {
			id, err := s.opens(ctx, action, r.PathValue("token"))
			if err == nil {
				err = s.doorActs(ctx, action, id)
			}
			if err != nil {
				return err
			}
			return s.door(w, r, action, id, true)
		})
	}
}

// doorActs does what the link asks for. Done twice, it is done once.
func (s *Service) doorActs(ctx context.Context, action, id string) error {
	c := eventlog.Command{Actor: selfActor, Route: "mail-" + action, Key: id, Now: s.opt.Now()}
	_, err := s.readers.Handle(ctx, c, id, func(st subscription.State, _ uint64) (eventlog.Draft, error) {
		if action == doConfirm {
			return draft(subscription.Confirm(st))
		}
		return draft(subscription.Close(st, subscription.Unsubscribed))
	})
	return err
}

type doorSheet struct {
	frame
	Lead, Button, Action string
}

func (s *Service) door(w http.ResponseWriter, r *http.Request, action, id string, done bool) error {
	l, f, header := s.frame(r, r.URL.Query().Get("lang"))
	st, _, _ := s.readers.Get(id)
	sheet := doorSheet{frame: f, Action: r.URL.Path + "?lang=" + f.Lang}
	sheet.Title = l.say("Berhenti berlangganan", "Unsubscribe")
	if action == doConfirm {
		sheet.Title = l.say("Langganan", "Subscription")
	}
	switch {
	case action == doUnsubscribe && (done || !st.Exists()):
		sheet.Lead = l.say("Langganan ini sudah berakhir. Anda tidak menerima surel lagi darinya.", "This subscription has ended. You get no more mail from it.")
	case action == doUnsubscribe:
		sheet.Lead = l.say("Tekan tombol ini untuk berhenti menerima surel dari langganan ini.", "Press this button to get no more mail from this subscription.")
		sheet.Button = sheet.Title
	case done || st.Confirmed:
		sheet.Lead = l.say("Alamat surel ini sudah dipastikan. Kabar berikutnya dikirim sesuai pilihan langganan.",
			"This mail address is confirmed. What comes next is sent as the subscription says.")
	case !st.Exists():
		sheet.Lead = l.say("Langganan ini sudah berakhir.", "This subscription has ended.")
	default:
		sheet.Lead = l.say("Tekan tombol ini bila Anda memang ingin menerima kabar di alamat ini.", "Press this button if you do want to be told at this address.")
		sheet.Button = l.say("Ya, kirim kabar ke alamat ini", "Yes, tell me at this address")
	}
	var b bytes.Buffer
	if err := l.pages.ExecuteTemplate(&b, "door", sheet); err != nil {
		return fmt.Errorf("subscriptions: page: %w", err)
	}
	w.Header().Set("Content-Language", header.Get("Content-Language"))
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Referrer-Policy", "no-referrer") // the address holds a key
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(b.Bytes())
	return nil
}
