package endpoint_test

import (
	"strings"
	"testing"

	"makcomblang.id/pkg/fault"
	"makcomblang.id/services/subscriptions/endpoint"
)

func codeOf(err error) string {
	if f, ok := fault.As(err); ok {
		return f.Code
	}
	return ""
}

func TestURLTable(t *testing.T) {
	t.Parallel()
	const open, dev = false, true
	cases := []struct {
		url      string
		loopback bool
		want     string // normal form, or code of the fault
	}{
		{"https://terima.example.go.id", open, "https://terima.example.go.id/"},
		{"https://Terima.Example.go.id:8443/Hook", open, "https://terima.example.go.id:8443/Hook"},
		{"HTTPS://terima.example.go.id:443/a", open, "https://terima.example.go.id:443/a"},
		{"https://xn--bcher-kva.example/a", open, "https://xn--bcher-kva.example/a"},
		{"", open, "endpoint.url_missing"},
		{"https://" + strings.Repeat("a", 1100) + ".example/", open, "endpoint.url_long"},
		{"http://terima.example.go.id/", open, "endpoint.url_scheme"},
		{"http://terima.example.go.id/", dev, "endpoint.url_scheme"},
		{"ftp://terima.example.go.id/", open, "endpoint.url_scheme"},
		{"terima.example.go.id", open, "endpoint.url_scheme"},
		{"https:terima.example.go.id", open, "endpoint.url_form"},
		{"https://", open, "endpoint.url_address"},
		{"https://user:pass@terima.example/", open, "endpoint.url_credentials"},
		{"https://user@terima.example/", open, "endpoint.url_credentials"},
		{"https://@terima.example/", open, "endpoint.url_credentials"},
		{"https://terima.example/#a", open, "endpoint.url_fragment"},
		{"https://terima.example/#", open, "endpoint.url_fragment"},
		{"https://terima.example/?token=1", open, "endpoint.url_query"},
		{"https://terima.example/?", open, "endpoint.url_query"},
		{"https://terima.example:22/", open, "endpoint.url_port"},
		{"https://terima.example:80/", open, "endpoint.url_port"},
		{"https://terima.example:/", open, "endpoint.url_port"},
		{"https://terima.example:4222/", dev, "endpoint.url_port"},
		{"https://10.0.0.1/", open, "endpoint.url_address"},
		{"https://192.168.1.1/", dev, "endpoint.url_address"},
		{"https://169.254.169.254/latest/meta-data", open, "endpoint.url_address"},
		{"https://100.64.0.1/", open, "endpoint.url_address"},
		{"https://8.8.8.8/", open, "endpoint.url_address"},
		{"https://2130706433/", open, "endpoint.url_address"},
		{"https://0x7f.1/", open, "endpoint.url_address"},
		{"https://0x7f000001/", open, "endpoint.url_address"},
		{"https://0177.0.0.1/", open, "endpoint.url_address"},
		{"https://127.1/", open, "endpoint.url_address"},
		{"https://127.1/", dev, "endpoint.url_address"},
		{"https://[::ffff:10.0.0.1]/", open, "endpoint.url_address"},
		{"https://[::ffff:127.0.0.1]/", dev, "endpoint.url_address"},
		{"https://[64:ff9b::a9fe:a9fe]/", open, "endpoint.url_address"},
		{"https://[2002:a9fe:a9fe::1]/", open, "endpoint.url_address"},
		{"https://[fe80::1%25eth0]/", open, "endpoint.url_address"},
		{"https://[::1%25lo]/", dev, "endpoint.url_address"},
		{"https://terima.example./", open, "endpoint.url_address"},
		{"https://intranet/", open, "endpoint.url_private"},
		{"https://a.localhost/", open, "endpoint.url_private"},
		{"https://nats.internal/", open, "endpoint.url_private"},
		{"https://printer.local/", open, "endpoint.url_private"},
		{"https://a..example/", open, "endpoint.url_private"},
		{"https://-a.example/", open, "endpoint.url_private"},
		{"https://a_b.example/", open, "endpoint.url_private"},
		{"https://a%2eb.example/", open, "endpoint.url_form"},
		{"https://büro.example/", open, "endpoint.url_form"},
		{"https://a.example/ b", open, "endpoint.url_form"},
		{"https://a.example\\@b.example/", open, "endpoint.url_form"},
		{"http://127.0.0.1:9000/hook", open, "endpoint.url_private"},
		{"http://localhost:9000/", open, "endpoint.url_private"},
		{"https://[::1]/", open, "endpoint.url_private"},
		{"http://127.0.0.1:9000/hook", dev, "http://127.0.0.1:9000/hook"},
		{"http://localhost:9000", dev, "http://localhost:9000/"},
		{"https://[::1]:9000/", dev, "https://[::1]:9000/"},
		{"ftp://localhost/", dev, "endpoint.url_scheme"},
	}
	for _, c := range cases {
		got, err := endpoint.CheckURL(c.url, endpoint.Rules{AllowLoopback: c.loopback})
		if err != nil {
			got = codeOf(err)
			if f, _ := fault.As(err); len(c.url) > 12 && strings.Contains(f.Error(), c.url) {
				t.Errorf("%s: the fault repeats the value", c.url)
			}
		}
		if got != c.want {
			t.Errorf("%q (loopback %v): got %q, want %q", c.url, c.loopback, got, c.want)
		}
	}
}

func TestNormalFormIsStable(t *testing.T) {
	t.Parallel()
	for _, u := range []string{"https://A.example", "https://a.example:8443/x/../y", "https://a.example/%41"} {
		once, err := endpoint.CheckURL(u, endpoint.Rules{})
		if err != nil {
			t.Fatal(err)
		}
		twice, err := endpoint.CheckURL(once, endpoint.Rules{})
		if err != nil || twice != once {
			t.Errorf("%s: got %s, then %s, %v", u, once, twice, err)
		}
	}
}
