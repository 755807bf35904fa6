package regions

import (
	"context"

	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/fault"
	"makcomblang.id/pkg/intake"
	code "makcomblang.id/pkg/region"
	"makcomblang.id/services/internal/eventlog"
	"makcomblang.id/services/internal/policy"
	"makcomblang.id/services/internal/vocabulary"
	"makcomblang.id/services/internal/web"
	"makcomblang.id/services/regions/region"
)

// decision is a command of the domain.
type decision interface {
	Decide(region.State) (data any, basis event.Basis, err error)
}

// handle takes a command to one region.
func (s *Service) handle(ctx context.Context, c eventlog.Command, id code.Code, d decision) (eventlog.Receipt, error) {
	return s.ledger.Handle(ctx, c, id.Token(), func(st region.State, _ uint64) (eventlog.Draft, error) {
		data, basis, err := d.Decide(st)
		return eventlog.Draft{Data: data, Basis: basis}, err
	})
}

func (s *Service) around(basis event.Basis) region.Around {
	return region.Around{
		Ground: intake.Ground{Basis: basis, AllowSample: s.opt.AllowSample},
		Today:  s.today(),
	}
}

func (s *Service) known(id code.Code) bool {
	_, _, ok := s.ledger.Get(id.Token())
	return ok
}

// permitted reads the code of a path, with or without its dot, and asks whether
// the caller may do this there. A region that does not exist is told first, so
// that a typing error is not told to be a missing right.
func (s *Service) permitted(who web.Caller, action policy.Action, path string) (code.Code, error) {
	id, err := pathCode(path)
	if err != nil {
		return "", err
	}
	if !s.known(id) {
		return "", errUnknown()
	}
	return id, who.Allow(action, policy.Object{Region: id.Dotted()})
}

// pathCode reads a code in either form; the field of its refusal is code in a path
// as in a body.
func pathCode(path string) (code.Code, error) {
	id, err := code.ParseCode(path)
	if e, bad := fault.As(err); bad {
		return "", e.At("code")
	}
	return id, nil
}

func errUnknown() error {
	return fault.NotFoundf("region.unknown", "There is no region with this code.")
}

func knownProblem(id string) bool {
	_, ok := vocabulary.Problem(id)
	return ok
}

func knownPrecondition(id string) bool {
	_, ok := vocabulary.Precondition(id)
	return ok
}
