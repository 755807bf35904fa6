// Package mailertest is an SMTP server in the process of a test: it keeps what it takes and refuses what it is told to.
package mailertest

import (
	"bufio"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"strings"
	"sync"
	"testing"
)

// Server takes mails on loopback.
type Server struct {
	URL string // for mailer.Config

	t     testing.TB
	mails chan Mail

	mu     sync.Mutex
	answer func(to string) string // to RCPT TO, "" is 250
	conns  map[net.Conn]bool
}

// Mail is one mail as it came.
type Mail struct {
	From, To   string // of the envelope
	Header     mail.Header
	Subject    string
	Text, HTML string
	Size       int // of the whole mail in bytes
	Raw        string
}

// New starts a server that ends with the test.
func New(t testing.TB) *Server {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{URL: "smtp://" + ln.Addr().String(), t: t, mails: make(chan Mail, 1000), conns: map[net.Conn]bool{}}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := ln.Accept()
			if err != nil {
				return
			}
			s.mu.Lock()
			s.conns[conn] = true
			s.mu.Unlock()
			all.Go(func() { s.serve(conn) })
		}
	})
	t.Cleanup(func() {
		_ = ln.Close()
		s.mu.Lock()
		for conn := range s.conns {
			_ = conn.Close()
		}
		s.mu.Unlock()
		all.Wait()
	})
	return s
}

// Answer makes the server answer RCPT TO with what f gives, such as "550 5.1.1 unknown"; "" takes the mail.
func (s *Server) Answer(f func(to string) string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answer = f
}

// Mails are the mails as they come.
func (s *Server) Mails() <-chan Mail { return s.mails }

func (s *Server) serve(conn net.Conn) {
	defer func() {
		_ = conn.Close()
		s.mu.Lock()
		delete(s.conns, conn)
		s.mu.Unlock()
	}()
	in := bufio.NewReader(conn)
	say := func(text string) { _, _ = fmt.Fprintf(conn, "%s\r\n", text) }
	say("220 mailertest ESMTP")
	var from, to string
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb := strings.ToUpper(line)
		switch {
		case strings.HasPrefix(verb, "EHLO"), strings.HasPrefix(verb, "HELO"):
			say("250 mailertest")
		case strings.HasPrefix(verb, "MAIL FROM:"):
			from, to = address(line), ""
			say("250 ok")
		case strings.HasPrefix(verb, "RCPT TO:"):
			s.mu.Lock()
			answer := ""
			if s.answer != nil {
				answer = s.answer(address(line))
			}
			s.mu.Unlock()
			if answer == "" {
				to, answer = address(line), "250 ok"
			}
			say(answer)
		case verb == "DATA" && to != "":
			say("354 go on")
			raw, err := body(in)
			if err != nil {
				return
			}
			s.mails <- s.read(from, to, raw)
			say("250 taken")
		case verb == "QUIT":
			say("221 bye")
			return
		case verb == "RSET", verb == "NOOP":
			say("250 ok")
		default:
			say("503 not now")
		}
	}
}

func address(line string) string {
	_, rest, _ := strings.Cut(line, "<")
	a, _, _ := strings.Cut(rest, ">")
	return a
}

// body reads up to the single dot and takes the stuffing out.
func body(in *bufio.Reader) (string, error) {
	var b strings.Builder
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return "", err
		}
		if line == ".\r\n" {
			return b.String(), nil
		}
		b.WriteString(strings.TrimPrefix(line, "."))
	}
}

// read takes a mail apart.
func (s *Server) read(from, to, raw string) Mail {
	m := Mail{From: from, To: to, Size: len(raw), Raw: raw}
	parsed, err := mail.ReadMessage(strings.NewReader(raw))
	if err != nil {
		s.t.Errorf("mailertest: the mail cannot be read: %v", err)
		return m
	}
	m.Header = parsed.Header
	m.Subject, _ = new(mime.WordDecoder).DecodeHeader(parsed.Header.Get("Subject"))
	kind, params, _ := mime.ParseMediaType(parsed.Header.Get("Content-Type"))
	if kind != "multipart/alternative" {
		text, _ := io.ReadAll(quotedprintable.NewReader(parsed.Body))
		m.Text = string(text)
		return m
	}
	for parts := multipart.NewReader(parsed.Body, params["boundary"]); ; {
		part, err := parts.NextPart() // decodes quoted-printable
		if err != nil {
			return m
		}
		text, _ := io.ReadAll(part)
		if strings.HasPrefix(part.Header.Get("Content-Type"), "text/html") {
			m.HTML = string(text)
		} else {
			m.Text = string(text)
		}
	}
}
