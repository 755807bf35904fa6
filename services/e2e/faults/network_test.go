package faults

import (
	"fmt"
	"os"
	"os/exec"
	"testing"
)

// network places the NATS servers. As root each gets a network namespace, whose cable can be cut; otherwise all are on
// loopback, and a cut is a freeze, which is as silent to the others but stops the process as well.
type network struct {
	spaces bool
	id     int
}

func newNetwork(t testing.TB) *network {
	n := &network{id: os.Getpid() % 200}
	if os.Geteuid() != 0 || n.ip("netns", "add", n.space(0)) != nil {
		t.Log("no network namespaces here: a cut is a freeze")
		return n
	}
	n.spaces = true
	t.Cleanup(n.remove)
	steps := [][]string{
		{"netns", "delete", n.space(0)},
		{"link", "add", n.bridge(), "type", "bridge"},
		{"addr", "add", n.address(254) + "/24", "dev", n.bridge()},
		{"link", "set", n.bridge(), "up"},
	}
	for i := 1; i <= 3; i++ {
		steps = append(steps,
			[]string{"netns", "add", n.space(i)},
			[]string{"link", "add", n.cable(i), "type", "veth", "peer", "name", "eth0", "netns", n.space(i)},
			[]string{"link", "set", n.cable(i), "master", n.bridge(), "up"},
			[]string{"-n", n.space(i), "addr", "add", n.address(i) + "/24", "dev", "eth0"},
			[]string{"-n", n.space(i), "link", "set", "eth0", "up"},
			[]string{"-n", n.space(i), "link", "set", "lo", "up"})
	}
	for _, args := range steps {
		if err := n.ip(args...); err != nil {
			t.Logf("no network namespaces here (%v): a cut is a freeze", err)
			n.remove()
			n.spaces = false
			return n
		}
	}
	return n
}

func (n *network) ip(args ...string) error {
	out, err := exec.Command("ip", args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("ip %v: %w: %s", args, err, out)
	}
	return nil
}

func (n *network) space(i int) string   { return fmt.Sprintf("makf%d-%d", n.id, i) }
func (n *network) cable(i int) string   { return fmt.Sprintf("makf%d-%d", n.id, i) }
func (n *network) bridge() string       { return fmt.Sprintf("makf%d-b", n.id) }
func (n *network) address(i int) string { return fmt.Sprintf("10.213.%d.%d", n.id, i) }

// host is the address of server i, from 1.
func (n *network) host(i int) string {
	if n.spaces {
		return n.address(i)
	}
	return "127.0.0.1"
}

// inside makes the command run in server i's namespace.
func (n *network) inside(i int, cmd *exec.Cmd) *exec.Cmd {
	if !n.spaces {
		return cmd
	}
	out := exec.Command("ip", append([]string{"netns", "exec", n.space(i)}, cmd.Args...)...)
	out.Env, out.SysProcAttr = cmd.Env, cmd.SysProcAttr
	return out
}

func (n *network) cut(i int) error  { return n.ip("link", "set", n.cable(i), "down") }
func (n *network) heal(i int) error { return n.ip("link", "set", n.cable(i), "up") }

func (n *network) remove() {
	for i := range 4 {
		_ = n.ip("netns", "delete", n.space(i)) // the cables go with it
	}
	_ = n.ip("link", "delete", n.bridge())
}
