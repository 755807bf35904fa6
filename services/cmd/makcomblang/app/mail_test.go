package app_test

import (
	"strings"
	"testing"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func TestMailSettingsThatCannotWork(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		mail app.Mail
		says string
	}{
		"a relay without links":  {app.Mail{Relay: "smtp://relay.example", From: "a@example.id"}, "--public-url"},
		"no sender":              {app.Mail{Relay: "smtp://relay.example", BaseURL: "https://x.example"}, "--mail-from"},
		"no relay's address":     {app.Mail{Relay: "relay:25", From: "a@example.id", BaseURL: "https://x.example"}, "--smtp"},
		"no address of the site": {app.Mail{BaseURL: "temu.example.go.id"}, "--public-url"},
		"another cadence":        {app.Mail{Bulletin: "daily"}, "--bulletin"},
	} {
		_, err := app.Open(t.Context(), app.Config{Data: t.TempDir(), LogLevel: "error", Mail: c.mail})
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: got %v, want a sentence about %s", name, err, c.says)
		}
	}
}
