package app_test

import (
	"strings"
	"testing"

	"makcomblang.id/services/cmd/makcomblang/app"
)

func TestTheProxyOfWebhooksHoldsNoCredentials(t *testing.T) {
	t.Parallel()
	for proxy, fine := range map[string]bool{"": true, "http://10.0.0.7:3128": true, "http://user:geheim@10.0.0.7:3128": false, "socks5://10.0.0.7:1080": false} {
		c := app.Config{Data: t.TempDir(), Proxy: proxy}
		c.Defaults()
		err := c.Validate()
		if (err == nil) != fine || err != nil && strings.Contains(err.Error(), "geheim") {
			t.Errorf("%s: got %v", proxy, err)
		}
	}
}
