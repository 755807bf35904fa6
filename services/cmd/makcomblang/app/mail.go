package app

import (
	"errors"
	"net/url"

	"makcomblang.id/services/internal/mailer"
	"makcomblang.id/services/subscriptions"
)

// Mail says how people are told: by mail through a relay, and by the bulletin.
type Mail struct {
	Relay    string // smtp://user:password@host:587 or smtps://…; empty sends no mail
	From     string // address of the sender
	Bounces  string // mailbox for bounces that come later; empty: the sender's
	BaseURL  string // where people reach this site; links in mails begin with it
	Bulletin string // weekly, fortnightly or off
}

// open checks the settings; nothing is sent and nobody is asked.
func (m Mail) open() (people subscriptions.PeopleOptions, err error) {
	people = subscriptions.PeopleOptions{Bulletin: m.Bulletin, BaseURL: m.BaseURL}
	switch m.Bulletin {
	case "", subscriptions.BulletinWeekly, subscriptions.BulletinFortnightly, subscriptions.BulletinOff:
	default:
		return people, misusef("--bulletin takes weekly, fortnightly or off")
	}
	if m.BaseURL != "" {
		u, err := url.Parse(m.BaseURL)
		if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Host == "" || u.RawQuery != "" || u.User != nil {
			return people, misusef("--public-url takes an address such as https://temu.example.go.id")
		}
	}
	if m.Relay == "" {
		return people, nil
	}
	if m.BaseURL == "" {
		return people, misusef("--smtp needs --public-url: the links in a mail have to lead somewhere")
	}
	people.Mailer, err = mailer.Open(mailer.Config{URL: m.Relay, From: m.From, Bounces: m.Bounces})
	if err != nil {
		return people, misuse(errors.Join(errors.New("--smtp takes smtp://user:password@host:587 or smtps://host:465, --mail-from the sender's address, --mail-bounces an address or nothing"), err))
	}
	return people, nil
}
