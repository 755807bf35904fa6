package app

import (
	"errors"
	"fmt"
	"net"
	"strconv"
)

// Misuse is a setting that holds what it cannot hold: a mistake of whoever starts the process, not a failure of what the
// process needs. The command line ends with another code for it.
type Misuse struct{ err error }

// Error says which setting it is and what is allowed.
func (m *Misuse) Error() string { return m.err.Error() }

// Unwrap gives the cause.
func (m *Misuse) Unwrap() error { return m.err }

// misuse makes an error one of a setting; nil stays nil.
func misuse(err error) error {
	if err == nil {
		return nil
	}
	return &Misuse{err}
}

func misusef(format string, args ...any) error { return misuse(fmt.Errorf(format, args...)) }

// CheckAddress says what is wrong with the address that a flag names to listen on; port 0 takes a free one. Its errors are
// of type Misuse.
func CheckAddress(flag, addr string) error {
	_, port, err := net.SplitHostPort(addr)
	n, perr := strconv.ParseUint(port, 10, 16)
	var wrong *net.AddrError
	switch {
	case errors.As(err, &wrong) && wrong.Err == "too many colons in address":
		return misusef("--%s: want HOST:PORT with an IPv6 address in brackets, for example [::1]:8080", flag)
	case err != nil:
		return misusef("--%s: want HOST:PORT, for example 127.0.0.1:8080, or :8080 for every address of this machine", flag)
	case perr != nil || n > 65535:
		return misusef("--%s: want a port from 0 to 65535 behind the colon, for example 127.0.0.1:8080; 0 takes a free one", flag)
	}
	return nil
}
