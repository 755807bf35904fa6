package host

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/nats-io/nats.go"
)

// Access says how a process reaches a remote NATS and who it is there.
type Access struct {
	URL      string // comma separated; tls:// asks for TLS
	Name     string // of the connection, for the server's reports
	Inbox    string // token of the inbox, the role's name; empty takes the library's own
	AuthFile string // nkey seed, credentials file or "user:password"; mode 0600; empty logs in as nobody
	CAFile   string // certificate that signed the server's; empty takes the system's
}

// Dial connects to a remote NATS and keeps trying to come back after a loss. The error says how to repair what is wrong.
func (a Access) Dial() (*Link, error) {
	l := &Link{}
	opts := []nats.Option{
		nats.Name(a.Name), nats.MaxReconnects(-1), nats.ReconnectWait(250 * time.Millisecond), nats.Timeout(3 * time.Second),
		nats.PingInterval(2 * time.Second), nats.MaxPingsOutstanding(2), // a server behind a cut cable is left after 6 s, sooner if a command meets it
		nats.ErrorHandler(l.heard), nats.IgnoreAuthErrorAbort(),
	}
	if a.Inbox != "" {
		opts = append(opts, nats.CustomInboxPrefix("_INBOX."+a.Inbox))
	}
	auth, err := a.auth()
	if err != nil {
		return nil, err
	}
	roots, err := Roots(a.CAFile)
	if err != nil {
		return nil, err
	}
	if roots != nil {
		opts = append(opts, nats.Secure(&tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}))
	}
	nc, err := nats.Connect(a.URL, append(opts, auth...)...)
	switch {
	case errors.Is(err, nats.ErrAuthorization), errors.Is(err, nats.ErrAuthExpired), errors.Is(err, nats.ErrNkeysNotSupported):
		return nil, errors.New("host: NATS does not know who this is: name the role's key with --nats-auth-file, and write the users anew with `makcomblang setup users`")
	case errors.Is(err, nats.ErrSecureConnWanted):
		return nil, errors.New("host: NATS does not speak TLS: begin --nats with nats:// and leave --tls-ca out, or switch TLS on at the server")
	case untrusted(err):
		return nil, errors.New("host: the certificate of NATS is not trusted: name the authority that signed it with --tls-ca")
	case err != nil:
		return nil, fmt.Errorf("host: NATS does not answer at the given URL; check --nats and that the server runs: %w", err)
	}
	l.Conn = nc
	return l, nil
}

func (a Access) auth() ([]nats.Option, error) {
	if a.AuthFile == "" {
		return nil, nil
	}
	doc, err := ReadSecret(a.AuthFile)
	if err != nil {
		return nil, err
	}
	text := string(bytes.TrimSpace(doc))
	user, password, pair := strings.Cut(text, ":")
	switch {
	case strings.HasPrefix(text, "SU"):
		opt, err := nats.NkeyOptionFromSeed(a.AuthFile)
		if err != nil {
			return nil, errors.New("host: the file of --nats-auth-file begins like an nkey seed and is none: write it anew with `makcomblang setup users`")
		}
		return []nats.Option{opt}, nil
	case strings.Contains(text, "BEGIN NATS USER JWT"):
		return []nats.Option{nats.UserCredentials(a.AuthFile)}, nil
	case pair && !strings.ContainsAny(text, "\n "):
		return []nats.Option{nats.UserInfo(user, password)}, nil
	}
	return nil, errors.New("host: the file of --nats-auth-file holds neither an nkey seed (SU…), nor a credentials file, nor user:password: write one with `makcomblang setup users`")
}

// ReadSecret reads a file that only its owner may read; the error of another one says how to repair it.
func ReadSecret(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("host: the secret file cannot be read; check its path: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("host: the secret file %s has mode %04o and can be read by others; run chmod 600 on it", path, info.Mode().Perm())
	}
	return os.ReadFile(path)
}

// Roots reads the certificates of an authority; nil for an empty path.
func Roots(path string) (*x509.CertPool, error) {
	if path == "" {
		return nil, nil
	}
	doc, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("host: the file of --tls-ca cannot be read; check its path: %w", err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(doc) {
		return nil, errors.New("host: the file of --tls-ca holds no PEM certificate; name the authority's certificate")
	}
	return pool, nil
}

// untrusted says that the other side's certificate is not signed by an authority that we know, or not for its name.
func untrusted(err error) bool {
	var failed *tls.CertificateVerificationError
	return errors.As(err, &failed) || err != nil && strings.Contains(err.Error(), "x509: ")
}

// Certificate reads the certificate and key of the listeners; nil if both paths are empty.
func Certificate(cert, key string) (*tls.Config, error) {
	if cert == "" && key == "" {
		return nil, nil
	}
	if cert == "" || key == "" {
		return nil, errors.New("host: TLS needs both --tls-cert and --tls-key")
	}
	if _, err := ReadSecret(key); err != nil {
		return nil, err
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		return nil, errors.New("host: the files of --tls-cert and --tls-key are not a certificate and its key in PEM")
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"}}, nil
}

// Link is a connection that remembers what NATS refused, so that a missing permission is named and not just waited for.
type Link struct {
	*nats.Conn
	refused atomic.Pointer[string]
}

func (l *Link) heard(_ *nats.Conn, _ *nats.Subscription, err error) {
	if errors.Is(err, nats.ErrPermissionViolation) {
		text := err.Error()
		l.refused.Store(&text)
	}
}

// Refused says whether NATS has refused this process something.
func (l *Link) Refused() bool { return l.refused.Load() != nil }

// Explain adds to an error what NATS refused this process meanwhile.
func (l *Link) Explain(err error) error {
	said := l.refused.Load()
	if err == nil || said == nil {
		return err
	}
	return fmt.Errorf("host: NATS refuses the user of this process something it needs (%s): give it the permissions that `makcomblang setup users` writes: %w", *said, err)
}
