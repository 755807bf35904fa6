package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"makcomblang.id/services/internal/policy"
)

// Op describes one operation of the API.
type Op struct {
	Method  string
	Path    string // below /api/v1, with parameters as {name}
	ID      string // operation id in the API's description, such as "approve-match"
	Summary string
	Tag     string

	Action     policy.Action
	Public     bool  // answers without a key; the policy must be open for the action
	Status     int   // of success; default 200, 201 with Creates
	Creates    bool  // a POST that makes a new thing: 201 with its Location
	Stands     bool  // one that may find nothing to do, and then answers 200 without a Location
	Result     any   // zero value of what the answer of a command holds as result; nil for none
	NeedsMatch bool  // a command that is refused with 428 without If-Match
	MaxBody    int64 // bytes; default 1 MiB
	NoKey      bool  // a POST that changes no fact (a dry run) and so needs no Idempotency-Key
	Longlived  bool  // a stream: no timeout of reading, not counted in durations
	Raw        RawDoc
}

// Makes is the operation as one that makes a new thing; result is the zero value of what its answer holds as result.
func (op Op) Makes(result any) Op {
	op.Creates, op.Result = true, result
	return op
}

// Gives is the operation with the zero value of what its answer holds as result.
func (op Op) Gives(result any) Op {
	op.Result = result
	return op
}

// success is the status of success as it is described.
func (op Op) success() int {
	if op.Creates {
		return http.StatusCreated
	}
	return op.Status
}

// Route is one entry of the list of everything that a site answers.
type Route struct {
	Method string
	Path   string // as in Op, with its prefix
	Action policy.Action
	Public bool

	op      Op
	command bool // refused while the log takes no writes
	page    bool // for people: problems are pages, in Indonesian
	exempt  bool // from rate limits
}

// Routes lists everything that the site answers, by path and method.
func (s *Site) Routes() []Route {
	all := make([]Route, 0, len(s.routes))
	for _, r := range s.routes {
		all = append(all, *r)
	}
	slices.SortFunc(all, func(a, b Route) int {
		return strings.Compare(a.Path+" "+a.Method, b.Path+" "+b.Method)
	})
	return all
}

// LiveRoutes lists what the router itself knows, as "GET /path/{id}": a test compares it with Routes.
func (s *Site) LiveRoutes() []string {
	var all []string
	for _, r := range s.echo.Routes() {
		if !slices.Contains(methods, r.Method) {
			continue // echo keeps its not-found handlers of groups beside the routes
		}
		all = append(all, r.Method+" "+bracePath(r.Path))
	}
	slices.Sort(all)
	return all
}

var methods = []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodHead, http.MethodOptions}

// bracePath is the inverse of echoPath.
func bracePath(path string) string {
	parts := strings.Split(path, "/")
	for i, p := range parts {
		if name, ok := strings.CutPrefix(p, ":"); ok {
			parts[i] = "{" + name + "}"
		}
	}
	return strings.Join(parts, "/")
}

// add registers a route. It panics on what only a programmer can do wrong.
func (s *Site) add(r Route) *Route {
	if r.Method == "" || r.Path == "" || r.Action == "" {
		panic(fmt.Sprintf("web: %s %s: method, path and action are required", r.Method, r.Path))
	}
	if r.Public && !policy.Open(r.Action) {
		panic(fmt.Sprintf("web: %s %s is public, but %s is not open to everybody", r.Method, r.Path, r.Action))
	}
	id := r.Method + " " + echoPath(r.Path)
	if s.routes[id] != nil {
		panic("web: registered twice: " + id)
	}
	s.routes[id] = &r
	return &r
}

// addOp registers an operation of the API.
func (s *Site) addOp(op Op, command bool) *Route {
	return s.add(Route{
		Method: op.Method, Path: prefix + op.Path, Action: op.Action, Public: op.Public, op: op, command: command,
	})
}

func unsafeMethod(method string) bool {
	return method != http.MethodGet && method != http.MethodHead && method != http.MethodOptions
}
