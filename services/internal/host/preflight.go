package host

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/nats-io/nats-server/v2/server"
	"github.com/nats-io/nats.go"
)

// CheckPermissions asks NATS what this user may publish. missing names a subject that the role needs and may not publish
// to; forbidden one that no service should be allowed.
func CheckPermissions(ctx context.Context, nc *nats.Conn, roles []string) (missing, forbidden string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	reply, err := nc.RequestWithContext(ctx, "$SYS.REQ.USER.INFO", nil)
	if err != nil {
		return "", "", fmt.Errorf("host: NATS does not tell what this user may do; write the users anew with `makcomblang setup users`: %w", err)
	}
	var info struct {
		Data struct {
			Permissions *server.Permissions `json:"permissions"`
		} `json:"data"`
	}
	if err := json.Unmarshal(reply.Data, &info); err != nil {
		return "", "", fmt.Errorf("host: permissions: %w", err)
	}
	p := info.Data.Permissions
	may := func(subject string) bool { return p == nil || p.Publish == nil || allowed(p.Publish, subject) }
	for _, role := range roles {
		for _, need := range PermissionsOf(role).Publish {
			if !may(strings.NewReplacer("*", "x", ">", "x").Replace(need)) {
				return need, "", nil
			}
		}
		for _, name := range Reactors[role] {
			if need := "$JS.API.CONSUMER.INFO.EVENTS." + name; !may(need) {
				return need, "", nil
			}
		}
	}
	for _, verb := range []string{"UPDATE", "DELETE", "PURGE", "MSG.DELETE", "RESTORE"} {
		if subject := "$JS.API.STREAM." + verb + ".EVENTS"; may(subject) {
			return "", subject, nil
		}
	}
	return "", "", nil
}

func allowed(p *server.SubjectPermission, subject string) bool {
	matches := func(filters []string) bool {
		for _, f := range filters {
			if server.SubjectsCollide(f, subject) {
				return true
			}
		}
		return false
	}
	return (len(p.Allow) == 0 || matches(p.Allow)) && !matches(p.Deny)
}
