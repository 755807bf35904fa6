package planning

import (
	"context"
	"slices"
	"time"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/fault"
)

const casesKept = 4

// Cases opens plans for questions, one question at a time in a process, and keeps
// those that were asked about last.
type Cases struct {
	file    func(ctx context.Context, hash string) ([]byte, error)
	session func(id string) string
	limit   time.Duration
	turn    chan struct{}
	kept    []*Case // by whoever has the turn; latest last
}

// NewCases reads files by their hash and asks for the practice of a session; a
// question may take at most limit.
func NewCases(file func(ctx context.Context, hash string) ([]byte, error), session func(string) string, limit time.Duration) *Cases {
	return &Cases{file: file, session: session, limit: limit, turn: make(chan struct{}, 1)}
}

// With opens a plan, or takes the kept one, and asks. Errors are those of the
// files, of ask, or unavailable when others ask for too long.
func (s *Cases) With(ctx context.Context, fact *contract.PlanComputed, ask func(ctx context.Context, c *Case) error) error {
	ctx, cancel := context.WithTimeout(ctx, s.limit)
	defer cancel()
	select {
	case s.turn <- struct{}{}:
		defer func() { <-s.turn }()
	case <-ctx.Done():
		return fault.Unavailable(ctx.Err(), "Others ask about plans at the moment; try again.").After(2 * time.Second)
	}
	c, err := s.open(ctx, fact)
	if err != nil {
		return err
	}
	return ask(ctx, c)
}

func (s *Cases) open(ctx context.Context, fact *contract.PlanComputed) (*Case, error) {
	at := slices.IndexFunc(s.kept, func(c *Case) bool { return c.fact.Certificate == fact.Certificate && c.fact.Inputs == fact.Inputs })
	if at >= 0 {
		c := s.kept[at]
		s.kept = append(slices.Delete(s.kept, at, at+1), c)
		return c, nil
	}
	given, err := s.file(ctx, fact.Inputs)
	if err != nil {
		return nil, err
	}
	proof, err := s.file(ctx, fact.Certificate)
	if err != nil {
		return nil, err
	}
	c, err := OpenCase(fact, given, proof, s.session)
	if err != nil {
		return nil, err
	}
	if len(s.kept) == casesKept {
		s.kept = slices.Delete(s.kept, 0, 1)
	}
	s.kept = append(s.kept, c)
	return c, nil
}
