package innovations

import (
	"context"

	"makcomblang.id/pkg/contract"
	"makcomblang.id/pkg/event"
	"makcomblang.id/pkg/matching"
	"makcomblang.id/services/innovations/practice"
	"makcomblang.id/services/internal/eventlog"
)

const (
	// actor is who acts in a reaction; the person stands in the fact that caused it.
	actor = "service-innovations"
	// questionsReactor is the durable name of the reaction to answers.
	questionsReactor = "innovations-questions"
)

// hearAnswer makes what an owner answered about whether a practice runs a liveness check of that practice, so that the
// register says what the match says. It can see any answer twice: the fact derives its id from the answer's.
func (s *Service) hearAnswer(ctx context.Context, rec eventlog.Record) error {
	d, ok := rec.Data.(*contract.QuestionAnswered)
	if !ok || d.Gate != matching.GateRunning {
		return nil
	}
	check := checkOf(rec.Fact, d)
	cmd := eventlog.Command{Actor: actor, Cause: rec.Fact.ID, Now: s.opt.Now()}
	_, err := s.practices.Handle(ctx, cmd, d.Practice, func(st practice.State, _ uint64) (eventlog.Draft, error) {
		c := practice.CheckLiveness{Around: s.around(st.Profile.Owner, rec.Fact.Basis), Check: check}
		data, basis, err := c.Decide(st)
		if err != nil {
			// The register knows a later day, no longer has the practice, or takes no such samples: the answer states
			// nothing here, and hearing it again changes nothing. What the log itself refuses arises outside of this.
			return eventlog.Draft{}, nil
		}
		return eventlog.Draft{Data: data, Basis: basis}, nil
	})
	return err
}

// checkOf reads an answer as a statement about the practice.
func checkOf(f event.Fact, d *contract.QuestionAnswered) contract.InnovationLivenessChecked {
	check := contract.InnovationLivenessChecked{
		State: practice.Continuing, CheckedOn: d.CheckedOn,
		Source: "jawaban pihak pemilik inovasi atas pertanyaan " + f.Subject,
	}
	if f.Basis == event.Sample {
		check.Source = "Contoh: " + check.Source // what a made-up statement must begin with
	}
	if d.Answer == "no" {
		check.State = practice.Stopped
	}
	return check
}
