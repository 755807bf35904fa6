package host

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// CheckPermissions asks NATS what this user may publish. missing names a subject that the role needs and may not publish
// to; forbidden one that no service should be allowed.
func CheckPermissions(ctx context.Context, nc *nats.Conn, roles []string) (missing, forbidden string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	reply, err := nc.RequestWithContext(ctx, "$SYS.REQ.USER.INFO", nil)
	if err != nil {
		return "", "", fmt.Errorf("host: NATS does not tell what this user may do; write the users anew with `makcomblang setup users`: %w", err)
	}
	var info struct {
		Data struct {
			Permissions *server.Permissions `json:"permissions"`
		} `json:"data"`
	}
	if err := json.Unmarshal(reply.Data, &info); err != nil {
		return "", "", fmt.Errorf("host: permissions: %w", err)
	}
	p := info.Data.Permissions
	may := func(subject string) bool { return p == nil || p.Publish == nil || allowed(p.Publish, subject) }
	for _, role := range roles {
		for _, need := range PermissionsOf(role).Publish {
			if !may(strings.NewReplacer("*", "x", ">", "x").Replace(need)) {
				return need, "", nil
			}
		}
		for _, name := range Reactors[role] {
			if need := "$JS.API.CONSUMER.INFO.EVENTS." + name; !may(need) {
				return need, "", nil
			}
		}
	}
	for _, verb := range []string{"UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE"} {
		if subject := "$JS.API.STREAM." + verb + ".EVENTS"; may(subject) {
			return "", subject, nil
		}
	}
	return "", "", nil
}

func allowed(p *server.SubjectPermission, subject string) bool {
	matches := func(filters []string) bool {
		for _, f := range filters {
			if server.SubjectsCollide(f, subject) {
				return true
			}
		}
		return false
	}
	return (len(p.Allow) == 0 || matches(p.Allow)) && !matches(p.Deny)
}

// ErrNotDurable says that a server of the cluster may lose what it acknowledged.
var ErrNotDurable = errors.New("host: a NATS server acknowledges before it has written to disk")

// CheckDurable asks each server's monitoring address whether it keeps JetStream on disk and syncs always. The error is
// the repair in one sentence. roots sign the certificates of https addresses; nil takes the system's.
func CheckDurable(ctx context.Context, monitors []string, roots *x509.CertPool) error {
	transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}, DisableKeepAlives: true}
	client := http.Client{Timeout: 3 * time.Second, Transport: transport}
	for _, base := range monitors {
		req, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(base, "/")+"/varz", nil)
		if err != nil {
			return errors.New("host: --nats-monitor takes the servers' monitoring addresses, such as http://n1:8222, comma separated")
		}
		resp, err := client.Do(req)
		if untrusted(err) {
			return errors.New("host: the certificate of a NATS server's monitoring address is not trusted: name the authority that signed it with --tls-ca")
		}
		if err != nil {
			return fmt.Errorf("host: the monitoring address of a NATS server does not answer; check --nats-monitor and http_port: %w", err)
		}
		var varz server.Varz
		err = errors.Join(json.NewDecoder(resp.Body).Decode(&varz), resp.Body.Close())
		switch cfg := varz.JetStream.Config; {
		case err != nil:
			return errors.New("host: --nats-monitor names something that is not a NATS server's monitoring address")
		case cfg == nil || cfg.MaxStore <= 0 || cfg.StoreDir == "":
			return fmt.Errorf("%w: server %s keeps JetStream in memory only; set jetstream.store_dir and max_file_store", ErrNotDurable, varz.Name)
		case !cfg.SyncAlways:
			return fmt.Errorf("%w: server %s does not sync always; set jetstream.sync_interval to always", ErrNotDurable, varz.Name)
		}
	}
	return nil
}
