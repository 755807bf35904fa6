package cli

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/cmd/makcomblang/client"
)

func newWebhook() *cobra.Command {
	cmd := &cobra.Command{Use: "webhook", Short: "Receive, check and replay deliveries while you build a receiver"}
	cmd.AddCommand(newWebhookListen(), newWebhookVerify(), newWebhookReplay())
	return cmd
}

// trusted is what deliveries may be signed with.
type trusted struct {
	secrets []webhook.Secret
	public  []webhook.PublicKey
}

// readTrusted reads secrets (whsec_) and public keys (whpk_), one a line, from a file that others cannot read.
func readTrusted(path string) (t trusted, err error) {
	text, err := client.ReadKey(path)
	if err != nil {
		return t, err
	}
	for line := range strings.FieldsSeq(text) {
		if strings.HasPrefix(line, "whpk_") {
			key, err := webhook.ParsePublicKey(line)
			if err != nil {
				return t, fmt.Errorf("the file %s: %w", path, err)
			}
			t.public = append(t.public, key)
			continue
		}
		secret, err := webhook.ParseSecret(line)
		if err != nil {
			return t, fmt.Errorf("the file %s: %w", path, err)
		}
		t.secrets = append(t.secrets, secret)
	}
	if len(t.secrets)+len(t.public) == 0 {
		return t, fmt.Errorf("the file %s holds no secret (whsec_…) and no public key (whpk_…)", path)
	}
	return t, nil
}

// verify takes a delivery that carries a good signature by any of the keys and says of which scheme it is.
func (t trusted) verify(h http.Header, body []byte, now time.Time, tolerance time.Duration) (scheme string, err error) {
	if len(t.secrets) > 0 {
		if err = webhook.Verify(t.secrets, h, body, now, tolerance); err == nil {
			return "v1", nil
		}
	}
	if len(t.public) > 0 {
		if err = webhook.VerifyV1a(t.public, h, body, now, tolerance); err == nil {
			return "v1a", nil
		}
	}
	return "", err
}
