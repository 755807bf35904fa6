package host

import (
	"errors"
	"fmt"
	"net"
	"syscall"
)

// Listen opens the address that a setting names. Its error says in words why it cannot be opened, by the name of the
// setting.
func Listen(flag, addr string) (net.Listener, error) {
	ln, err := net.Listen("tcp", addr)
	var name *net.DNSError
	switch {
	case err == nil:
		return ln, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("another program listens on %s already; name another address with --%s", addr, flag)
	case errors.Is(err, syscall.EACCES):
		return nil, fmt.Errorf("this user may not listen on %s; name a port above 1023 with --%s", addr, flag)
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return nil, fmt.Errorf("this machine has no such address as %s; name one of its own with --%s, or :PORT for all of them", addr, flag)
	case errors.As(err, &name):
		return nil, fmt.Errorf("there is no host of the name in --%s; name an address of this machine, for example 127.0.0.1:8080", flag)
	}
	return nil, fmt.Errorf("the address of --%s cannot be opened: %w", flag, err)
}
