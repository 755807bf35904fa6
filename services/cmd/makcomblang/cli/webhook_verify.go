package cli

import (
	"bufio"
	"fmt"
	"net/http"
	"net/textproto"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/webhook"
)

func newWebhookVerify() *cobra.Command {
	var secretFile, headerFile string
	var maxAge time.Duration
	cmd := &cobra.Command{
		Use:   "verify BODY",
		Short: "Check a delivery that you saved: its body and its headers",
		Long: `Check whether a saved delivery was signed by one of the keys in --secret-file. The headers are lines "Name: value"; only
webhook-id, webhook-timestamp and webhook-signature count. The body must be the bytes that came, unchanged. How old it is
is said; --max-age makes an old one an error, as it should be in a receiver.`,
		Example: `  makcomblang webhook verify body.json --headers headers.txt --secret-file endpoint.secret`,
		Args:    cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			t, err := readTrusted(secretFile)
			if err != nil {
				return err
			}
			header, err := readHeaders(headerFile)
			if err != nil {
				return err
			}
			body, err := os.ReadFile(args[0])
			if err != nil {
				return fmt.Errorf("the body cannot be read: %w", err)
			}
			now, tolerance := time.Now(), maxAge
			sent, err := strconv.ParseInt(header.Get(webhook.HeaderTimestamp), 10, 64)
			if err != nil {
				return fmt.Errorf("the headers in %s hold no webhook-timestamp in seconds", headerFile)
			}
			if maxAge == 0 {
				now, tolerance = time.Unix(sent, 0), time.Minute
			}
			scheme, err := t.verify(header, body, now, tolerance)
			if err != nil {
				return err
			}
			age := time.Since(time.Unix(sent, 0)).Round(time.Second)
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "good: signed with %s, %s old\nchecked: %s\n", scheme, age, checked(t, header, len(body), maxAge))
			return err
		},
	}
	cmd.Flags().StringVar(&secretFile, "secret-file", "", "file, mode 0600, with the endpoint's secrets and public keys, one a line")
	cmd.Flags().StringVar(&headerFile, "headers", "", "file with the headers, one \"Name: value\" a line")
	cmd.Flags().DurationVar(&maxAge, "max-age", 0, "refuse a delivery that is older than this, such as 5m; 0 takes any age")
	for _, name := range []string{"secret-file", "headers"} {
		_ = cmd.MarkFlagRequired(name) // the flags are there
	}
	return cmd
}

// checked says what the verdict rests on, and what was not looked at.
func checked(t trusted, h http.Header, size int, maxAge time.Duration) string {
	text := fmt.Sprintf("the signature over webhook-id %.40q, webhook-timestamp and the %d bytes of the body, with the file's keys (%d secret, %d public)",
		h.Get(webhook.HeaderID), size, len(t.secrets), len(t.public))
	if maxAge > 0 {
		return text + "; not older than " + maxAge.String()
	}
	return text + "; any age was taken, a receiver should refuse what is older than five minutes (--max-age 5m)"
}

func readHeaders(path string) (http.Header, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the headers cannot be read: %w", err)
	}
	defer func() { _ = f.Close() }()
	h := http.Header{}
	lines := bufio.NewScanner(f)
	for lines.Scan() {
		name, value, ok := strings.Cut(lines.Text(), ":")
		if ok {
			h.Add(textproto.TrimString(name), textproto.TrimString(value))
		}
	}
	return h, lines.Err()
}
