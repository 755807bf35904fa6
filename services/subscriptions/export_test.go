package subscriptions

import (
	"crypto/x509"
	"net/http"
)

// Trust lets deliveries go to places with a certificate of the test.
func (s *Service) Trust(pool *x509.CertPool) {
	s.clients.public.Transport.(*http.Transport).TLSClientConfig.RootCAs = pool
}
