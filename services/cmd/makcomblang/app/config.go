// Package app wires the services into one process, all of them or some. It exists so that `serve`, `run`, `demo` and the
// stories in e2e start exactly the same thing.
package app

import (
	"path/filepath"
	"slices"
	"strings"
	"time"

	"makcomblang.id/services/subscriptions"
)

// Roles are the names that `run` takes, in the order in which they start.
var roles = []string{"access", "innovations", "regions", "matcher", "matches", "subscriptions", "portal"}

// Roles returns the names of the services that can run alone.
func Roles() []string { return slices.Clone(roles) }

// Config of a process.
type Config struct {
	Data     string    // folder for the log, the keys and the head file; always needed
	Addr     string    // address of API and pages
	OpsAddr  string    // address of the metrics listener; empty opens none
	NATS     string    // URL of a remote NATS; empty embeds a server
	Remote   Remote    // how to reach it, and what else stands outside of this process
	Create   bool      // create the streams on a remote NATS
	Replicas int       // of the streams on a remote NATS
	Roles    []string  // services to run; empty is all
	Name     string    // public name of the service
	Source   string    // CloudEvents source of new facts
	Demo     bool      // take and show sample data, labelled as such
	Loopback bool      // allow webhooks to loopback addresses over plain HTTP
	Proxy    string    // of webhooks to the public internet, http://host:port; empty: none
	Mail     Mail      // how people are told
	Today    time.Time // pretend that it is this moment at the start; zero takes the clock
	LogLevel string    // debug, info, warn, error
	Trace    Trace     // where traces go
}

// Defaults fills in what was left empty.
func (c *Config) Defaults() {
	if c.Addr == "" {
		c.Addr = "127.0.0.1:8080"
	}
	if c.Name == "" {
		c.Name = "Temu Replikasi"
	}
	if c.Source == "" {
		c.Source = "urn:makcomblang:local"
	}
	if c.LogLevel == "" {
		c.LogLevel = "info"
	}
	if c.Replicas == 0 {
		c.Replicas = 1
	}
	if len(c.Roles) == 0 {
		c.Roles = roles
	}
}

// Validate says in one sentence what is wrong and what is allowed, before anything is opened. A setting that cannot be is
// an error of type Misuse; a file that is not what a setting says is another one.
func (c *Config) Validate() error {
	if c.Data == "" {
		return misusef("the data folder is missing; name one with --data")
	}
	for _, r := range c.Roles {
		if !slices.Contains(roles, r) {
			return misusef("a role is unknown; allowed are %s", strings.Join(roles, ", "))
		}
	}
	if c.Replicas != 1 && c.Replicas != 3 && c.Replicas != 5 {
		return misusef("the number of replicas (--replicas) must be 1, 3 or 5")
	}
	if c.Proxy != "" {
		if _, err := subscriptions.ParseProxy(c.Proxy); err != nil {
			return misuse(err)
		}
	}
	if err := c.addresses(); err != nil {
		return err
	}
	if _, err := c.Mail.open(); err != nil {
		return err
	}
	return c.Remote.validate()
}

// addresses checks where the process listens.
func (c *Config) addresses() error {
	if err := CheckAddress("addr", c.Addr); err != nil {
		return err
	}
	if c.OpsAddr == "" {
		return nil
	}
	return CheckAddress("ops-addr", c.OpsAddr)
}

// KeyFile is where the first coordinator key is written.
func (c *Config) KeyFile() string { return filepath.Join(c.Data, "coordinator.key") }

// Scheme is how the API's port speaks: http, or https with a certificate.
func (c *Config) Scheme() string {
	if c.Remote.CertFile != "" {
		return "https"
	}
	return "http"
}

func (c *Config) has(role string) bool { return slices.Contains(c.Roles, role) }

// Clock returns the process's clock: the real one, or one that started at Today.
func (c *Config) Clock() func() time.Time {
	if c.Today.IsZero() {
		return time.Now
	}
	start := time.Now()
	return func() time.Time { return c.Today.Add(time.Since(start)) }
}
