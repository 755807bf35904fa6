package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/spf13/cobra"

	"makcomblang.id/pkg/webhook"
	"makcomblang.id/services/cmd/makcomblang/app"
	"makcomblang.id/services/internal/host"
)

const maxDelivery = 1 << 20

func newWebhookListen() *cobra.Command {
	var addr, secretFile string
	var status int
	cmd := &cobra.Command{
		Use:   "listen",
		Short: "Take deliveries on this machine, check them and print one line of JSON each",
		Long: `Take deliveries, check their signatures and print one line of JSON for each. A delivery that does not verify is
answered 401 and named; the signed challenge of a new endpoint is answered as it should be. Without --secret-file the
signatures are not checked, which is said on every line. The server must allow it: serve --allow-loopback-webhooks.
How an endpoint is registered says docs/webhooks.md in "While you build a receiver".`,
		Example: `  makcomblang webhook listen --secret-file endpoint.secret
  makcomblang webhook listen --answer 503          see what retries look like`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if status < 200 || status > 599 {
				return usagef("--answer takes a status from 200 to 599")
			}
			l := &listener{out: cmd.OutOrStdout(), status: status, seen: map[string]bool{}}
			if secretFile != "" {
				t, err := readTrusted(secretFile)
				if err != nil {
					return err
				}
				l.trusted = &t
			}
			if err := app.CheckAddress("listen", addr); err != nil {
				return err
			}
			ln, err := host.Listen("listen", addr)
			if err != nil {
				return err
			}
			_, _ = fmt.Fprintf(cmd.ErrOrStderr(), "listening on http://%s/\n", ln.Addr())
			return l.serve(cmd.Context(), ln)
		},
	}
	cmd.Flags().StringVar(&addr, "listen", "127.0.0.1:9090", "address to take deliveries on")
	cmd.Flags().StringVar(&secretFile, "secret-file", "", "file, mode 0600, with the endpoint's secrets and public keys, one a line")
	cmd.Flags().IntVar(&status, "answer", http.StatusNoContent, "status to answer good deliveries with")
	return cmd
}

// listener is a receiver that tells what it got.
type listener struct {
	trusted *trusted // nil: nothing is checked
	status  int

	mu   sync.Mutex
	out  io.Writer
	seen map[string]bool
}

func (l *listener) serve(ctx context.Context, ln net.Listener) error {
	srv := &http.Server{Handler: l, ReadHeaderTimeout: 5 * time.Second}
	stop := context.AfterFunc(ctx, func() {
		last, cancel := context.WithTimeout(context.WithoutCancel(ctx), 2*time.Second)
		defer cancel()
		_ = srv.Shutdown(last)
	})
	defer stop()
	if err := srv.Serve(ln); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}

// heard is one line of output.
type heard struct {
	At       time.Time       `json:"at"`
	Delivery string          `json:"delivery"`
	Verified string          `json:"verified"` // v1, v1a, "not checked", or why not
	Repeated bool            `json:"repeated,omitempty"`
	Status   int             `json:"status"`
	Type     string          `json:"type"`
	Subject  string          `json:"subject"`
	Fact     json.RawMessage `json:"fact,omitempty"`
}

// ServeHTTP implements http.Handler.
func (l *listener) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxDelivery))
	if err != nil || r.Method != http.MethodPost {
		http.Error(w, "a delivery is a POST of at most 1 MiB", http.StatusBadRequest)
		return
	}
	line := heard{At: time.Now().UTC(), Delivery: r.Header.Get(webhook.HeaderID), Verified: "not checked", Status: l.status}
	good := true
	if l.trusted != nil {
		scheme, err := l.trusted.verify(r.Header, body, time.Now(), webhook.DefaultTolerance)
		if line.Verified = scheme; err != nil {
			good, line.Verified, line.Status = false, err.Error(), http.StatusUnauthorized
		}
	}
	var doc struct {
		Type    string `json:"type"`
		Subject string `json:"subject"`
		Data    struct {
			Challenge string `json:"challenge"`
		} `json:"data"`
	}
	if good && json.Unmarshal(body, &doc) == nil {
		line.Type, line.Subject, line.Fact = doc.Type, doc.Subject, body
	}
	if doc.Type == webhook.ChallengeType {
		line.Status = http.StatusOK
	}
	l.tell(line)
	if doc.Type == webhook.ChallengeType {
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]string{"challenge": doc.Data.Challenge})
		return
	}
	w.WriteHeader(line.Status)
}

func (l *listener) tell(line heard) {
	l.mu.Lock()
	defer l.mu.Unlock()
	line.Repeated = l.seen[line.Delivery]
	l.seen[line.Delivery] = true
	_ = json.NewEncoder(l.out).Encode(line)
}
