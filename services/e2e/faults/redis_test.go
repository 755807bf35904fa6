package faults

import (
	"bufio"
	"fmt"
	"net"
	"strings"
	"time"
)

// sayRedis sends one command in Redis's inline form.
func sayRedis(addr, command string) error {
	conn, err := net.DialTimeout("tcp", addr, 2*time.Second)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }()
	_ = conn.SetDeadline(time.Now().Add(5 * time.Second))
	if _, err := fmt.Fprintf(conn, "%s\r\n", command); err != nil {
		return err
	}
	line, err := bufio.NewReader(conn).ReadString('\n')
	if err == nil && !strings.HasPrefix(line, "+") {
		err = fmt.Errorf("redis said %s", line)
	}
	return err
}
