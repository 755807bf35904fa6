package host

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// Permissions are the subjects that a user of NATS may publish and listen to; everything else is refused, and so is what
// Deny names.
type Permissions struct{ Publish, Deny, Subscribe []string }

// kinds are the kinds of facts that only this role appends. A role that is taken over can therefore invent no other's.
var kinds = map[string][]string{
	"access":        {"access"},
	"innovations":   {"innovation", "owner"},
	"regions":       {"region"},
	"matcher":       {"rubric", "recommendation", "need", "plan"},
	"matches":       {"match", "question", "load"},
	"subscriptions": {"subscription", "endpoint", "reply", "bulletin"},
	"portal":        {},
}

// Reactors are the durable consumers of the log that a role owns. No other role may touch them: it could otherwise end
// them, and the facts in between would never be reacted to, or take facts that are not its own.
var Reactors = map[string][]string{
	"innovations":   {"innovations-questions"},
	"matches":       {"matches-plan"},
	"subscriptions": {"subscriptions-endpoints", "subscriptions-mail"},
}

// stores are the streams beside the log that a role needs, with the subjects it publishes to.
var stores = map[string][]store{
	"matcher":       {{"OBJ_BLOBS", "$O.BLOBS.>", true}, dead},
	"innovations":   {dead},
	"matches":       {dead},
	"subscriptions": {{"DELIVERIES", "mak.due.>", true}, {"DELIVERIES", "mak.sched.>", true}, {"KV_VAULT", "$KV.VAULT.>", true}, {"KV_LEASE", "$KV.LEASE.>", false}, dead},
}

// reads are the streams of others that a role only reads: the portal shows what is in the files of plans.
var reads = map[string][]string{"portal": {"OBJ_BLOBS"}}

var dead = store{"DLQ", "mak.dlq.>", false}

type store struct {
	stream, subject string
	purges          bool // single records; never of the log
}

// AdminUser is the identity of setup, backup and restore. No service has it.
const AdminUser = "admin"

// Users are the names of all identities: one for each role that speaks NATS, and the admin.
func Users() []string {
	names := []string{AdminUser}
	for role := range kinds {
		names = append(names, role)
	}
	slices.Sort(names)
	return names
}

// PermissionsOf gives what the user of a role may do: read the log, append its own kinds of facts, keep its own stores.
// Nobody but the admin may update, purge or delete the stream of the log.
func PermissionsOf(role string) Permissions {
	if role == AdminUser {
		return Permissions{Publish: []string{">"}, Subscribe: []string{">"}}
	}
	p := Permissions{Publish: append([]string{
		"$SYS.REQ.USER.INFO", "$JS.API.STREAM.INFO.DLQ", "$JS.API.STREAM.INFO.ADVISORIES", "$JS.API.STREAM.INFO.DELIVERIES", // for the metrics
	}, reading("EVENTS")...), Subscribe: []string{"_INBOX." + role + ".>"}}
	for _, kind := range kinds[role] {
		p.Publish = append(p.Publish, "mak.evt."+kind+".>")
	}
	for _, s := range stores[role] {
		p.Publish = append(p.Publish, s.subject)
		p.Publish = append(p.Publish, reading(s.stream)...)
		if s.purges {
			p.Publish = append(p.Publish, "$JS.API.STREAM.PURGE."+s.stream, "$JS.API.STREAM.MSG.DELETE."+s.stream)
		}
		if s == dead && role == "subscriptions" {
			p.Publish = append(p.Publish, "$JS.API.STREAM.MSG.DELETE."+s.stream) // a letter that is sent again
		}
	}
	for owner, names := range Reactors {
		for _, name := range names {
			if owner != role {
				p.Deny = append(p.Deny, consumer("EVENTS", name)...)
			}
		}
	}
	for _, stream := range reads[role] {
		p.Publish = append(p.Publish, reading(stream)...)
	}
	slices.Sort(p.Publish)
	p.Publish = slices.Compact(p.Publish)
	slices.Sort(p.Deny)
	return p
}

// reading is what consuming a stream takes.
func reading(stream string) []string {
	return []string{
		"$JS.API.STREAM.INFO." + stream, "$JS.API.STREAM.MSG.GET." + stream,
		"$JS.API.DIRECT.GET." + stream, "$JS.API.DIRECT.GET." + stream + ".>",
		"$JS.API.CONSUMER.*." + stream + ".>", "$JS.API.CONSUMER.MSG.NEXT." + stream + ".>",
		"$JS.ACK." + stream + ".>", "$JS.FC." + stream + ".>",
	}
}

// consumer is all that can be done with one consumer of a stream.
func consumer(stream, name string) []string {
	return []string{
		"$JS.API.CONSUMER.*." + stream + "." + name, "$JS.API.CONSUMER.*." + stream + "." + name + ".>",
		"$JS.API.CONSUMER.*.*." + stream + "." + name, // MSG.NEXT, DURABLE.CREATE
		"$JS.ACK." + stream + "." + name + ".>",
	}
}

// WriteUsers writes the accounts for nats-server's configuration, with the public key of each user.
func WriteUsers(w io.Writer, public map[string]string) error {
	var b strings.Builder
	b.WriteString("# Written by `makcomblang setup users`: who may say what on NATS. Do not edit; write it anew.\n")
	b.WriteString("accounts {\n  SYS {}\n  APP {\n    jetstream: enabled\n    users: [\n")
	for _, name := range Users() {
		key, ok := public[name]
		if !ok {
			return fmt.Errorf("host: user %s has no key", name)
		}
		p := PermissionsOf(name)
		fmt.Fprintf(&b, "      { # %s\n        nkey: %s\n        permissions {\n          publish: { allow: [%s]%s }\n          subscribe: { allow: [%s] }\n        }\n      }\n",
			name, key, quoted(p.Publish), denied(p.Deny), quoted(p.Subscribe))
	}
	b.WriteString("    ]\n  }\n}\nsystem_account: SYS\n")
	_, err := io.WriteString(w, b.String())
	return err
}

func denied(subjects []string) string {
	if len(subjects) == 0 {
		return ""
	}
	return ", deny: [" + quoted(subjects) + "]"
}

func quoted(subjects []string) string {
	out := make([]string, len(subjects))
	for i, s := range subjects {
		out[i] = `"` + s + `"`
	}
	return strings.Join(out, ", ")
}
